using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Sessions;

/// <summary>How a frontend follows sessions. Section <c>Parley:Sessions</c>.</summary>
public sealed class SessionFrontendOptions
{
    public const string Section = "Parley:Sessions";

    /// <summary>How often the feed of ended sessions is asked: the longest that an ended session counts on other frontends.</summary>
    public TimeSpan RevocationPeriod { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Cookies that are remembered as good for five minutes; beyond it they are asked for more often.</summary>
    public int CookieCacheSize { get; set; } = 10_000;

    internal sealed class Validator : IValidateOptions<SessionFrontendOptions>
    {
        public ValidateOptionsResult Validate(string? name, SessionFrontendOptions options) => new SettingFaults(Section)
            .Require(
                options.RevocationPeriod >= TimeSpan.FromMilliseconds(50) && options.RevocationPeriod <= TimeSpan.FromSeconds(5),
                nameof(RevocationPeriod), options.RevocationPeriod, "from 00:00:00.050 to 00:00:05")
            .Require(options.CookieCacheSize is >= 0 and <= 10_000_000, nameof(CookieCacheSize), options.CookieCacheSize, "from 0 to 10000000")
            .Result;
    }
}
