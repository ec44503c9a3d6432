using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Caching;

/// <summary>
/// Who asks over REST for one thing after the other that is not there is refused for a while (429): a user, or the client address of who has not signed in. Each frontend
/// counts for itself. Not while <c>Parley:Throttling:Enabled</c> is false. Section <c>Parley:Guesses</c>.
/// </summary>
public sealed class GuessOptions
{
    public const string Section = "Parley:Guesses";

    /// <summary>So many answers 404 within <see cref="Window"/> may be guesses; 0: nobody is refused.</summary>
    public int Misses { get; set; } = 200;

    /// <summary>They are, if they are at least this share of all that was found or not; from 0 to 1.</summary>
    public double Share { get; set; } = 0.9;

    /// <summary>What is older counts no more.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long who guesses is refused.</summary>
    public TimeSpan RefuseFor { get; set; } = TimeSpan.FromMinutes(1);

    internal sealed class Validator : IValidateOptions<GuessOptions>
    {
        public ValidateOptionsResult Validate(string? name, GuessOptions options) => new SettingFaults(Section)
            .Require(options.Misses >= 0, nameof(Misses), options.Misses, "0 (nobody is refused) or more")
            .Require(options.Share is >= 0 and <= 1, nameof(Share), options.Share, "from 0 to 1")
            .Require(options.Window >= TimeSpan.FromSeconds(1) && options.Window <= TimeSpan.FromHours(1), nameof(Window), options.Window, "from 00:00:01 to 01:00:00")
            .Require(options.RefuseFor >= TimeSpan.FromSeconds(1) && options.RefuseFor <= TimeSpan.FromDays(1), nameof(RefuseFor), options.RefuseFor, "from 00:00:01 to 1.00:00:00")
            .Result;
    }
}
