using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Options;
using Parley.Verification;

namespace Parley.Grains.Delivery;

/// <summary>Sends by the HTTP interface of an SMS provider.</summary>
public sealed class SmsSender(IOptions<SmsOptions> options) : ISender, IDisposable
{
    public const string Json = "application/json";
    public const string Form = "application/x-www-form-urlencoded";

    // The address is the operator's, and no answer of it may send us elsewhere.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 64 * 1024,
    };

    public ContactKind Kind => ContactKind.Phone;

    public bool IsConfigured => options.Value.Url is not null;

    public async Task SendAsync(string to, OutgoingMessage message, CancellationToken cancellation)
    {
        var settings = options.Value;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(settings.Timeout);
        using var request = new HttpRequestMessage(new HttpMethod(settings.Method), settings.Url)
        {
            Content = new StringContent(Body(settings, to, message.Text), Encoding.UTF8, MediaTypeHeaderValue.Parse(settings.ContentType)),
        };
        if (Header(settings) is { } header && header.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
        {
            request.Headers.TryAddWithoutValidation(header[..colon].Trim(), header[(colon + 1)..].Trim());
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var sentence = $"The SMS provider answered {(int)answer.StatusCode}.";
        throw (int)answer.StatusCode is >= 400 and < 500 && answer.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound) // the operator may yet mend those
            ? new UndeliverableException(sentence)
            : new HttpRequestException(sentence);
    }

    public void Dispose() => _http.Dispose();

    internal static string Body(SmsOptions settings, string to, string text) =>
        settings.Body.Replace("{to}", Escape(settings, to), StringComparison.Ordinal).Replace("{text}", Escape(settings, text), StringComparison.Ordinal);

    private static string Escape(SmsOptions settings, string value) =>
        settings.ContentType == Form ? Uri.EscapeDataString(value) : JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);

    private static string? Header(SmsOptions settings) =>
        settings.HeaderFile is { } file ? File.ReadLines(file).FirstOrDefault() : settings.Header;
}
