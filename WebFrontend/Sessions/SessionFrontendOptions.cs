using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Sessions;

/// <summary>How a frontend follows sessions. Section <c>Parley:Sessions</c>.</summary>
public sealed class SessionFrontendOptions
{
    public const string Section = "Parley:Sessions";

    /// <summary>How often the feed of ended sessions is asked: the longest that an ended session counts on other frontends.</summary>
    public TimeSpan RevocationPeriod { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A frontend that could not ask for so long takes no new connections, and closes those whose access token has run out: it does not know
    /// any more which sessions have ended.
    /// </summary>
    public TimeSpan RevocationPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the keys that tokens are checked by are asked for. A token with a key that is not known is a reason to ask, too, at most once a second.</summary>
    public TimeSpan KeyPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Cookies that are remembered as good for five minutes; beyond it they are asked for more often.</summary>
    public int CookieCacheSize { get; set; } = 10_000;

    internal sealed class Validator : IValidateOptions<SessionFrontendOptions>
    {
        public ValidateOptionsResult Validate(string? name, SessionFrontendOptions options) => new SettingFaults(Section)
            .Require(
                options.RevocationPeriod >= TimeSpan.FromMilliseconds(50) && options.RevocationPeriod <= TimeSpan.FromSeconds(5),
                nameof(RevocationPeriod), options.RevocationPeriod, "from 00:00:00.050 to 00:00:05")
            .Require(
                options.RevocationPatience > options.RevocationPeriod && options.RevocationPatience <= TimeSpan.FromMinutes(1),
                nameof(RevocationPatience), options.RevocationPatience, $"longer than {nameof(RevocationPeriod)}, and at most 00:01:00")
            .Require(
                options.KeyPeriod >= TimeSpan.FromSeconds(1) && options.KeyPeriod <= TimeSpan.FromMinutes(10),
                nameof(KeyPeriod), options.KeyPeriod, "from 00:00:01 to 00:10:00")
            .Require(options.CookieCacheSize is >= 0 and <= 10_000_000, nameof(CookieCacheSize), options.CookieCacheSize, "from 0 to 10000000")
            .Result;
    }
}
