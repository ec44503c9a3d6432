using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.SecondFactor;

/// <summary>
/// The second factor of one user: codes of an authenticator app (TOTP, RFC 6238) and recovery codes. Key: user id. Each code is
/// good once, by one conditional write.
/// </summary>
[Alias("parley.second-factor"), GrainInterfaceType("second-factor")]
public interface ISecondFactorGrain : IGrainWithStringKey
{
    [Alias("status"), Repeatable] Task<SecondFactorStatus> Status();

    /// <summary>
    /// Makes a secret, which counts when a code of it has been confirmed; one made before is forgotten. Refused as
    /// <c>second-factor-on</c>, <c>password-wrong</c> or <c>busy</c>.
    /// </summary>
    [Alias("begin"), ResponseTimeout("00:00:30")] Task<Outcome<SecondFactorSetup>> Begin(BeginSecondFactor command);

    /// <summary>Turns it on, with the first code of the app. Refused as <c>code-wrong</c>, <c>throttled</c> or <c>second-factor-on</c>.</summary>
    [Alias("confirm")] Task<Outcome<RecoveryCodes>> Confirm(ShowCode command);

    /// <summary>Spends a code of the app or a recovery code. Refused as <c>code-wrong</c>, or <c>throttled</c> after too many wrong ones.</summary>
    [Alias("spend")] Task<Outcome<SecondFactorStatus>> Spend(ShowCode command);

    /// <summary>Makes new recovery codes; the old ones count no more. Refused like <see cref="Spend"/>.</summary>
    [Alias("renew")] Task<Outcome<RecoveryCodes>> Renew(ShowCode command);

    /// <summary>Turns it off. Refused as <c>password-wrong</c>, or like <see cref="Spend"/>.</summary>
    [Alias("turn-off"), ResponseTimeout("00:00:30")] Task<Outcome<SecondFactorStatus>> TurnOff(TurnOffSecondFactor command);

    /// <summary>Turns it off for a user who has lost everything. For the operator.</summary>
    [Alias("reset"), Repeatable] Task Reset();
}

/// <param name="RecoveryCodesLeft">0 when it is off.</param>
[GenerateSerializer, Immutable, Alias("parley.second-factor.status")]
public sealed record SecondFactorStatus([Id(0)] bool IsOn, [Id(1)] int RecoveryCodesLeft);

/// <param name="Password">The user's.</param>
/// <param name="Account">What the app shows beside the codes: the user name.</param>
[GenerateSerializer, Immutable, Alias("parley.second-factor.begin")]
public sealed record BeginSecondFactor([Id(0)] string? Password, [Id(1)] string Account)
{
    /// <summary>Without the password: Orleans writes arguments into its logs.</summary>
    public override string ToString() => nameof(BeginSecondFactor);
}

/// <summary>What the app is set up with.</summary>
/// <param name="Secret">In base 32, to be typed.</param>
/// <param name="Uri">The same as <c>otpauth://</c>, to be shown as a QR code.</param>
[GenerateSerializer, Immutable, Alias("parley.second-factor.setup")]
public sealed record SecondFactorSetup([Id(0)] string Secret, [Id(1)] string Uri)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => nameof(SecondFactorSetup);
}

[GenerateSerializer, Immutable, Alias("parley.second-factor.show-code")]
public sealed record ShowCode([Id(0)] string Code)
{
    /// <summary>Without the code.</summary>
    public override string ToString() => nameof(ShowCode);
}

[GenerateSerializer, Immutable, Alias("parley.second-factor.turn-off")]
public sealed record TurnOffSecondFactor([Id(0)] string? Password, [Id(1)] string Code)
{
    /// <summary>Without password and code.</summary>
    public override string ToString() => nameof(TurnOffSecondFactor);
}

/// <summary>Shown once: only hashes of them are kept.</summary>
[GenerateSerializer, Immutable, Alias("parley.second-factor.recovery-codes")]
public sealed record RecoveryCodes([Id(0)] ImmutableArray<string> Codes)
{
    /// <summary>Without the codes.</summary>
    public override string ToString() => $"RecoveryCodes({Codes.Length})";
}
