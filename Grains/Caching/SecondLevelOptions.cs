using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Caching;

/// <summary>The Redis that silos share what they remember in: <c>ConnectionStrings:RedisCache</c>. Without one each remembers for itself. Section <c>Parley:SecondLevel</c>.</summary>
public sealed class SecondLevelOptions
{
    public const string Section = "Parley:SecondLevel";

    /// <summary>So long Redis is waited for, about; then the silo goes on as if nothing were there.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>So long Redis is not asked after it has failed.</summary>
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(10);

    internal sealed class Validator : IValidateOptions<SecondLevelOptions>
    {
        public ValidateOptionsResult Validate(string? name, SecondLevelOptions options) => new SettingFaults(Section)
            .Require(options.Patience >= TimeSpan.FromMilliseconds(10) && options.Patience <= TimeSpan.FromMinutes(1), nameof(Patience), options.Patience, "from 00:00:00.01 to 00:01:00")
            .Require(options.BreakFor >= TimeSpan.FromMilliseconds(100) && options.BreakFor <= TimeSpan.FromHours(1), nameof(BreakFor), options.BreakFor, "from 00:00:00.1 to 01:00:00")
            .Result;
    }
}
