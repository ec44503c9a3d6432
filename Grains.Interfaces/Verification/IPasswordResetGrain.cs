using Parley.Errors;

namespace Parley.Verification;

/// <summary>New passwords for those who have forgotten theirs. Key: 0; any number of activations.</summary>
[Alias("parley.password-reset"), GrainInterfaceType("password-reset")]
public interface IPasswordResetGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Sends a code to an e-mail address that somebody has verified. For all other addresses, and too often, the answer is the same
    /// after the same work, and nothing is sent. Refused as <c>delivery-unavailable</c>, whatever the address, if the server cannot send.
    /// </summary>
    [Alias("request")] Task<Outcome<CodeSent>> Request(RequestReset command);

    /// <summary>
    /// Spends a code for a new password and ends all sessions of the user; codes sent before count no more. Refused as
    /// <c>code-wrong</c>, or as <c>invalid</c> without spending the code.
    /// </summary>
    [Alias("confirm"), ResponseTimeout("00:00:30")] Task<Outcome<PasswordWasReset>> Confirm(ConfirmReset command);

    /// <summary>
    /// Makes a link for somebody who has no confirmed address, to be handed over by who asks: that who asks may do so is looked at before. What was made or sent for the user before counts no
    /// more; the password stays until the link is used. Refused as <c>user-not-found</c>.
    /// </summary>
    [Alias("issue")] Task<Outcome<IssuedReset>> Issue(IssueReset command);
}

/// <param name="User">Whose password is to be chosen anew.</param>
[GenerateSerializer, Immutable, Alias("parley.password-reset.issue")]
public sealed record IssueReset([Id(0)] string User);

/// <param name="Token">What the link ends in, behind the <c>#</c>. Known to nobody else, and kept as a keyed hash alone.</param>
/// <param name="Url">The whole link; null: the settings do not say where the server is (<c>Parley:PublicUrl</c>).</param>
/// <param name="Lifetime">How long it counts.</param>
[GenerateSerializer, Immutable, Alias("parley.password-reset.issued")]
public sealed record IssuedReset([Id(0)] string Token, [Id(1)] string? Url, [Id(2)] TimeSpan Lifetime)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"IssuedReset({Lifetime})";
}

/// <param name="Address">As typed.</param>
[GenerateSerializer, Immutable, Alias("parley.password-reset.request")]
public sealed record RequestReset([Id(0)] string Address)
{
    /// <summary>Without the address.</summary>
    public override string ToString() => nameof(RequestReset);
}

/// <param name="Id"><see cref="CodeSent.Id"/>.</param>
/// <param name="Code">The digits, or what the link ends in.</param>
[GenerateSerializer, Immutable, Alias("parley.password-reset.confirm")]
public sealed record ConfirmReset([Id(0)] string Id, [Id(1)] string Code, [Id(2)] string NewPassword)
{
    /// <summary>Without code and password.</summary>
    public override string ToString() => $"ConfirmReset({Id})";
}

/// <param name="UserName">Whose password it is: what to sign in with.</param>
[GenerateSerializer, Immutable, Alias("parley.password-reset.done")]
public sealed record PasswordWasReset([Id(0)] string UserName);
