using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.CrossOrigin;

/// <summary>Which pages of other sites may call the API from a browser (CORS). Section <c>Parley:Cors</c>.</summary>
public sealed class CorsSettings
{
    public const string Section = "Parley:Cors";

    /// <summary>Origins such as <c>https://app.example</c>, compared exactly; <c>*</c> alone for all, without credentials. Not set: none. For sockets see <c>Parley:Realtime:AllowedOrigins</c>.</summary>
    [SettingExample("https://app.example.org")]
    public string[] Origins { get; set; } = [];

    /// <summary>Methods that they may use.</summary>
    public string[] Methods { get; set; } = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Headers that they may send.</summary>
    public string[] Headers { get; set; } = ["authorization", "content-type", "x-requested-with", "x-signalr-user-agent"];

    /// <summary>True: the browser may send cookies along. Parley's own are not sent by other sites in any case.</summary>
    public bool Credentials { get; set; }

    /// <summary>How long a browser may remember the answer to its question beforehand.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(10);

    internal sealed class Validator : IValidateOptions<CorsSettings>
    {
        public ValidateOptionsResult Validate(string? name, CorsSettings options) => new SettingFaults(Section)
            .Require(
                options.Origins is ["*"] || options.Origins.All(IsOrigin), nameof(Origins), string.Join(", ", options.Origins),
                "* alone, or origins: scheme, host and port alone, in lower case, such as https://app.example")
            .Require(!(options.Origins.Contains("*") && options.Credentials), nameof(Credentials), options.Credentials, "false while Origins is *: any page could act for whoever visits it")
            .Require(options.Methods.All(IsToken), nameof(Methods), string.Join(", ", options.Methods), "names of methods")
            .Require(options.Headers.All(IsToken), nameof(Headers), string.Join(", ", options.Headers), "names of headers")
            .Require(options.MaxAge >= TimeSpan.Zero, nameof(MaxAge), options.MaxAge, "0 or longer")
            .Result;

        /// <summary>Exactly as a browser writes it: then comparing text is comparing origins.</summary>
        private static bool IsOrigin(string text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0;

        private static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }
}
