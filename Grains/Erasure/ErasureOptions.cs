using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Erasure;

/// <summary>Users who are erased. Section <c>Parley:Erasure</c>.</summary>
public sealed class ErasureOptions
{
    public const string Section = "Parley:Erasure";

    /// <summary>Who has no password erases themselves by a session that is not older than this; else they sign in again first.</summary>
    public TimeSpan RecentSignIn { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after it has found everything an erasure looks once more, for what was on its way; it ends when it finds nothing.</summary>
    public TimeSpan SecondLook { get; set; } = TimeSpan.FromMinutes(1);

    internal sealed class Validator : IValidateOptions<ErasureOptions>
    {
        public ValidateOptionsResult Validate(string? name, ErasureOptions options) => new SettingFaults(Section)
            .Require(options.RecentSignIn >= TimeSpan.FromMinutes(1) && options.RecentSignIn <= TimeSpan.FromDays(1), nameof(RecentSignIn), options.RecentSignIn, "from 00:01:00 to 1.00:00:00")
            .Require(options.SecondLook >= TimeSpan.FromSeconds(1) && options.SecondLook <= TimeSpan.FromHours(1), nameof(SecondLook), options.SecondLook, "from 00:00:01 to 01:00:00")
            .Result;
    }
}
