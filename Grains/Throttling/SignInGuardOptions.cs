using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Throttling;

/// <summary>How guesses at one account are slowed down. Section <c>Parley:SignIn</c>.</summary>
public sealed class SignInGuardOptions
{
    public const string Section = "Parley:SignIn";

    /// <summary>Failed attempts at an account from places that have never signed in to it, all together, before each further one has to wait; a known address or device has twice as many for itself.</summary>
    public int FreeGuesses { get; set; } = 5;

    /// <summary>The first wait; it doubles with each further failure.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait of places that are not known.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest wait of an address or device that has signed in to the account before.</summary>
    public TimeSpan MaxKnownDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>After this long without an attempt failures are forgotten.</summary>
    public TimeSpan Forget { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Addresses and devices of one account that are remembered, the latest.</summary>
    public int MaxKnownPlaces { get; set; } = 32;

    internal sealed class Validator : IValidateOptions<SignInGuardOptions>
    {
        public ValidateOptionsResult Validate(string? name, SignInGuardOptions options) => new SettingFaults(Section)
            .Require(options.FreeGuesses is >= 1 and <= 100, nameof(FreeGuesses), options.FreeGuesses, "from 1 to 100")
            .Require(options.FirstDelay > TimeSpan.Zero, nameof(FirstDelay), options.FirstDelay, "longer than 0")
            .Require(options.MaxDelay >= options.FirstDelay, nameof(MaxDelay), options.MaxDelay, "no shorter than FirstDelay")
            .Require(options.MaxKnownDelay >= options.FirstDelay, nameof(MaxKnownDelay), options.MaxKnownDelay, "no shorter than FirstDelay")
            .Require(options.Forget > TimeSpan.Zero, nameof(Forget), options.Forget, "longer than 0")
            .Require(options.MaxKnownPlaces is >= 2 and <= 1000, nameof(MaxKnownPlaces), options.MaxKnownPlaces, "from 2 to 1000")
            .Result;
    }
}
