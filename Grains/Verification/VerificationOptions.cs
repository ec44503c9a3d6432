using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Verification;

/// <summary>Codes that are sent to e-mail addresses and phones. Section <c>Parley:Verification</c>.</summary>
public sealed class VerificationOptions
{
    public const string Section = "Parley:Verification";

    /// <summary>Digits of a code.</summary>
    public int CodeLength { get; set; } = 6;

    /// <summary>How long a code counts.</summary>
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the code and the link of a password reset count.</summary>
    public TimeSpan ResetLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Attempts at one code, right or wrong.</summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Codes sent to one address within an hour, whoever asks.</summary>
    public int MaxPerAddress { get; set; } = 5;

    /// <summary>Codes that one user may have sent within an hour.</summary>
    public int MaxPerUser { get; set; } = 10;

    /// <summary>Addresses of one user.</summary>
    public int MaxContacts { get; set; } = 10;

    internal sealed class Validator : IValidateOptions<VerificationOptions>
    {
        public ValidateOptionsResult Validate(string? name, VerificationOptions options) => new SettingFaults(Section)
            .Require(options.CodeLength is >= 6 and <= 8, nameof(CodeLength), options.CodeLength, "from 6 to 8")
            .Require(IsLifetime(options.CodeLifetime), nameof(CodeLifetime), options.CodeLifetime, "from 00:01:00 to 1.00:00:00")
            .Require(IsLifetime(options.ResetLifetime), nameof(ResetLifetime), options.ResetLifetime, "from 00:01:00 to 1.00:00:00")
            .Require(options.MaxAttempts is >= 1 and <= 10, nameof(MaxAttempts), options.MaxAttempts, "from 1 to 10")
            .Require(options.MaxPerAddress is >= 1 and <= 100, nameof(MaxPerAddress), options.MaxPerAddress, "from 1 to 100")
            .Require(options.MaxPerUser is >= 1 and <= 1000, nameof(MaxPerUser), options.MaxPerUser, "from 1 to 1000")
            .Require(options.MaxContacts is >= 1 and <= 100, nameof(MaxContacts), options.MaxContacts, "from 1 to 100")
            .Result;

        private static bool IsLifetime(TimeSpan span) => span >= TimeSpan.FromMinutes(1) && span <= TimeSpan.FromDays(1);
    }
}
