using Microsoft.Extensions.Options;
using Parley.Settings;
using Parley.SignUp;

namespace Parley.Grains.SignUp;

/// <summary>Who may make an account. Section <c>Parley:SignUp</c>.</summary>
public sealed class SignUpOptions
{
    public const string Section = "Parley:SignUp";

    /// <summary><c>open</c>: everybody. <c>invite</c>: who has an invite of an administrator. <c>closed</c>: nobody. The admin command line always can.</summary>
    public string Policy { get; set; } = "open";

    /// <summary>True: a new account needs an e-mail address, and may enter rooms when it is confirmed. Administrators and bots may without.</summary>
    public bool VerifiedEmail { get; set; }

    /// <summary>Domains of e-mail addresses that count for <c>VerifiedEmail</c>. Not set: all.</summary>
    [SettingExample("example.org")]
    public string[]? EmailDomains { get; set; }

    /// <summary>How long an invite counts if nothing else is said.</summary>
    public TimeSpan InviteLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The longest that an invite may count.</summary>
    public TimeSpan MaxInviteLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The most accounts that one invite may be good for.</summary>
    public int MaxInviteUses { get; set; } = 1000;

    internal SignUpMode Mode => Enum.Parse<SignUpMode>(Policy, ignoreCase: true);

    internal bool Takes(string domain) =>
        EmailDomains is not { Length: > 0 } domains || domains.Contains(domain, StringComparer.OrdinalIgnoreCase);

    internal sealed class Validator : IValidateOptions<SignUpOptions>
    {
        public ValidateOptionsResult Validate(string? name, SignUpOptions options) => new SettingFaults(Section)
            .Require(options.Policy is "open" or "invite" or "closed", nameof(Policy), options.Policy, "open, invite or closed")
            .Require(options.EmailDomains is not { Length: > 0 } || options.VerifiedEmail, nameof(VerifiedEmail), options.VerifiedEmail, "true if EmailDomains is set: an address that nobody has confirmed says nothing")
            .Require(options.MaxInviteLifetime >= TimeSpan.FromMinutes(1) && options.MaxInviteLifetime <= TimeSpan.FromDays(3650), nameof(MaxInviteLifetime), options.MaxInviteLifetime, "from 00:01:00 to 3650.00:00:00")
            .Require(options.InviteLifetime >= TimeSpan.FromMinutes(1) && options.InviteLifetime <= options.MaxInviteLifetime, nameof(InviteLifetime), options.InviteLifetime, "from 00:01:00 to MaxInviteLifetime")
            .Require(options.MaxInviteUses is >= 1 and <= 1_000_000, nameof(MaxInviteUses), options.MaxInviteUses, "from 1 to 1000000")
            .Result;
    }
}
