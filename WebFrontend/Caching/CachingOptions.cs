using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Caching;

/// <summary>What a frontend remembers of answers, so as not to ask again. Never what a decision rests on. Section <c>Parley:Caching</c>.</summary>
public sealed class CachingOptions
{
    public const string Section = "Parley:Caching";

    /// <summary>False: every question goes to its source.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long the profile of a user is remembered. One that changes is forgotten at once; so late is the change seen if a frontend was not told.</summary>
    public TimeSpan ProfileLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Lifetimes are longer by chance, by at most this share, so that what was remembered together does not end together; from 0 to 10.</summary>
    public double Jitter { get; set; } = 0.5;

    /// <summary>What is still asked for when this share of its lifetime is over is read anew before it ends; between 0 and 1, 0: never.</summary>
    public double RefreshAhead { get; set; } = 0.8;

    /// <summary>So long after its end the old answer is given if its source does not give a new one; 0: never.</summary>
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After so long the old answer is given while its source is still being waited for.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Memory for it, in bytes, about.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    internal sealed class Validator : IValidateOptions<CachingOptions>
    {
        public ValidateOptionsResult Validate(string? name, CachingOptions options) => new SettingFaults(Section)
            .Require(options.ProfileLifetime >= TimeSpan.FromSeconds(1) && options.ProfileLifetime <= TimeSpan.FromMinutes(10), nameof(ProfileLifetime), options.ProfileLifetime, "from 00:00:01 to 00:10:00")
            .Require(options.Jitter is >= 0 and <= 10, nameof(Jitter), options.Jitter, "from 0 to 10")
            .Require(options.RefreshAhead is >= 0 and < 1, nameof(RefreshAhead), options.RefreshAhead, "from 0 to less than 1")
            .Require(options.StaleFor >= TimeSpan.Zero && options.StaleFor <= TimeSpan.FromDays(1), nameof(StaleFor), options.StaleFor, "from 00:00:00 to 1.00:00:00")
            .Require(options.Patience >= TimeSpan.FromMilliseconds(1) && options.Patience <= TimeSpan.FromMinutes(1), nameof(Patience), options.Patience, "from 00:00:00.001 to 00:01:00")
            .Require(options.MaxBytes >= 1024 * 1024, nameof(MaxBytes), options.MaxBytes, "1048576 or more")
            .Result;
    }
}
