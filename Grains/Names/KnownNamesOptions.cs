using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Names;

/// <summary>What each silo remembers of the names of rooms, so that guesses cost no look at the database each. Section <c>Parley:KnownNames</c>.</summary>
public sealed class KnownNamesOptions
{
    public const string Section = "Parley:KnownNames";

    /// <summary>False: every question for a name that a frontend does not know is a read.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Share of guesses that are looked up all the same. A hundredth takes ten bits of memory for each name, a thousandth fifteen.</summary>
    public double FalsePositives { get; set; } = 0.01;

    /// <summary>
    /// How often a silo reads at most which names have come, while it is asked for unknown ones: all questions of that time share a read that begins after them, so that a
    /// name is known as soon as it is given out. Who asks for a name that nobody has waits so long while there are many guesses.
    /// </summary>
    public TimeSpan ReadEvery { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a name is remembered to be nobody's that had to be looked up. It is forgotten when somebody takes it.</summary>
    public TimeSpan KeepAbsent { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most names that are remembered in this way.</summary>
    public int MaxAbsent { get; set; } = 10_000;

    internal sealed class Validator : IValidateOptions<KnownNamesOptions>
    {
        public ValidateOptionsResult Validate(string? name, KnownNamesOptions options) => new SettingFaults(Section)
            .Require(options.FalsePositives is >= 0.000_001 and <= 0.5, nameof(FalsePositives), options.FalsePositives, "from 0.000001 to 0.5")
            .Require(options.ReadEvery >= TimeSpan.Zero && options.ReadEvery <= TimeSpan.FromSeconds(2), nameof(ReadEvery), options.ReadEvery, "from 00:00:00 to 00:00:02")
            .Require(options.KeepAbsent >= TimeSpan.Zero && options.KeepAbsent <= TimeSpan.FromMinutes(5), nameof(KeepAbsent), options.KeepAbsent, "from 00:00:00 to 00:05:00")
            .Require(options.MaxAbsent is >= 0 and <= 1_000_000, nameof(MaxAbsent), options.MaxAbsent, "from 0 to 1000000")
            .Result;
    }
}
