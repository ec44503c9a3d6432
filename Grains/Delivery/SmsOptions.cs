using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Delivery;

/// <summary>The provider by whose HTTP interface silos send SMS. Section <c>Parley:Sms</c>.</summary>
public sealed class SmsOptions
{
    public const string Section = "Parley:Sms";

    /// <summary>Address that takes a message; https, unless it is on the same machine. Not set: the server sends no SMS, and does not offer what needs it.</summary>
    [SettingExample("https://sms.example.org/messages")]
    public string? Url { get; set; }

    /// <summary><c>POST</c> or <c>PUT</c>.</summary>
    public string Method { get; set; } = "POST";

    /// <summary>A header of the request, e.g. <c>Authorization: Bearer …</c>. Better kept in a file: see <c>HeaderFile</c>.</summary>
    [SecretSetting]
    public string? Header { get; set; }

    /// <summary>File whose first line is the header.</summary>
    [SettingExample("/run/secrets/sms")]
    public string? HeaderFile { get; set; }

    /// <summary><c>application/json</c> or <c>application/x-www-form-urlencoded</c>: also how number and text are escaped in the body.</summary>
    public string ContentType { get; set; } = "application/json";

    /// <summary>Body of the request, with <c>{to}</c> for the number and <c>{text}</c> for the message.</summary>
    public string Body { get; set; } = """{"to":"{to}","text":"{text}"}""";

    /// <summary>Longest time for one message.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    internal sealed class Validator : IValidateOptions<SmsOptions>
    {
        public ValidateOptionsResult Validate(string? name, SmsOptions options) => options.Url is null ? ValidateOptionsResult.Success : new SettingFaults(Section)
            .Require(Uri.TryCreate(options.Url, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)), nameof(Url), options.Url, "an https address; http only on the same machine")
            .Require(options.Method is "POST" or "PUT", nameof(Method), options.Method, "POST or PUT")
            .Require(options.Header is null || IsHeader(options.Header), nameof(Header), "…", "a header with its name, e.g. Authorization: Bearer …")
            .Require(options.Header is null || options.HeaderFile is null, nameof(HeaderFile), options.HeaderFile, "empty if Header is set")
            .Require(options.HeaderFile is null || File.Exists(options.HeaderFile), nameof(HeaderFile), options.HeaderFile, "a file that can be read")
            .Require(options.ContentType is SmsSender.Json or SmsSender.Form, nameof(ContentType), options.ContentType, $"{SmsSender.Json} or {SmsSender.Form}")
            .Require(options.Body.Contains("{to}", StringComparison.Ordinal) && options.Body.Contains("{text}", StringComparison.Ordinal), nameof(Body), options.Body, "a text with {to} and {text}")
            .Require(options.Timeout >= TimeSpan.FromSeconds(1) && options.Timeout <= Outbox.Lease / 2, nameof(Timeout), options.Timeout, "from 00:00:01 to 00:00:30")
            .Result;

        private static bool IsHeader(string header) => header.IndexOf(':', StringComparison.Ordinal) > 0 && header.AsSpan().IndexOfAny('\r', '\n') < 0;
    }
}
