using System.Globalization;

namespace Parley.WebFrontend.Rest;

/// <summary>
/// Metadata of a route that goes: every answer of it says since when it is deprecated (RFC 9745), when it goes (RFC 8594) and where what comes instead is described, and the OpenAPI
/// document marks it.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Delegate)]
public sealed class DeprecatedAttribute : Attribute
{
    /// <summary>Months that nothing goes before, from the day it is said.</summary>
    public const int Notice = 6;

    private readonly DateTimeOffset _since;
    private readonly DateTimeOffset _until;

    /// <param name="since">The day it was deprecated, as <c>2026-11-27</c>, UTC.</param>
    /// <param name="until">The day it goes.</param>
    /// <param name="instead">Address of what tells more, with or without a host.</param>
    /// <exception cref="ArgumentException">There are not <see cref="Notice"/> months between them.</exception>
    public DeprecatedAttribute(string since, string until, string instead)
    {
        (_since, _until, Instead) = (Day(since), Day(until), instead);
        if (_until < _since.AddMonths(Notice))
        {
            throw new ArgumentException($"Nothing goes within {Notice} months: {until} is too early after {since}.", nameof(until));
        }
    }

    public string Instead { get; }

    public static Task Invoke(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<DeprecatedAttribute>() is { } deprecated)
        {
            context.Response.OnStarting(() => // refusals clear the headers that were set before
            {
                deprecated.Write(context.Response.Headers);
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    public void Write(IHeaderDictionary headers)
    {
        headers["Deprecation"] = string.Create(CultureInfo.InvariantCulture, $"@{_since.ToUnixTimeSeconds()}");
        headers["Sunset"] = _until.ToString("R", CultureInfo.InvariantCulture);
        headers.Append("Link", $"<{Instead}>; rel=\"deprecation\"");
    }

    private static DateTimeOffset Day(string text) => new(DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture), default, TimeSpan.Zero);
}
