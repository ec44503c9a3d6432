using System.Collections.Immutable;
using Parley.Errors;
using Parley.Sessions;

namespace Parley.OpenId;

/// <summary>
/// Who at an OpenID Connect provider is which user here. An identity is issuer and subject, and belongs to the first user who
/// claims it, which the database decides. Key: 0; any number of activations.
/// </summary>
[Alias("parley.external-logins"), GrainInterfaceType("external-logins")]
public interface IExternalLoginsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Opens a session of the identity's user; where the provider may, that is also who has confirmed the same e-mail address.
    /// Refused as <c>login-unknown</c> if there is none.
    /// </summary>
    [Alias("sign-in"), ResponseTimeout("00:00:30")] Task<Outcome<SignedIn>> SignIn(ExternalSignIn command);

    /// <summary>Makes a user of the identity and opens a session. Refused like a sign-up.</summary>
    [Alias("sign-up"), ResponseTimeout("00:00:30")] Task<Outcome<SignedIn>> SignUp(ExternalSignUp command);

    /// <summary>Makes the identity one of the user's. Refused as <c>login-taken</c> if it is another's. Repeating is harmless.</summary>
    [Alias("link"), Repeatable] Task<Outcome<ExternalLogin>> Link(string user, ExternalIdentity identity);

    /// <summary>The identities of a user.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<ExternalLogin>> List(string user);

    /// <summary>Takes one away. Refused as <c>login-unknown</c>, or <c>login-last</c> if the user could not sign in any more.</summary>
    [Alias("unlink")] Task<Outcome<ExternalLogin>> Unlink(string user, string id);
}

/// <summary>What a provider says of who has signed in there.</summary>
/// <param name="Provider">Id of the provider in the settings.</param>
/// <param name="Issuer">With <paramref name="Subject"/>: who it is. Nothing else is.</param>
/// <param name="Email">Null: not told.</param>
/// <param name="IsEmailVerified">Whether the provider has made sure of it.</param>
[GenerateSerializer, Immutable, Alias("parley.external-identity")]
public sealed record ExternalIdentity([Id(0)] string Provider, [Id(1)] string Issuer, [Id(2)] string Subject, [Id(3)] string? Email, [Id(4)] bool IsEmailVerified)
{
    /// <summary>Without who it is: Orleans writes arguments into its logs.</summary>
    public override string ToString() => $"ExternalIdentity({Provider})";
}

/// <param name="MayLinkByEmail">Whether the provider's word for an e-mail address is taken.</param>
[GenerateSerializer, Immutable, Alias("parley.external-login.sign-in")]
public sealed record ExternalSignIn([Id(0)] ExternalIdentity Identity, [Id(1)] OpenSession Session, [Id(2)] bool MayLinkByEmail);

/// <param name="Invite">Null: none.</param>
[GenerateSerializer, Immutable, Alias("parley.external-login.sign-up")]
public sealed record ExternalSignUp(
    [Id(0)] ExternalIdentity Identity, [Id(1)] OpenSession Session, [Id(2)] string UserName, [Id(3)] string? DisplayName, [Id(4)] string? Invite, [Id(5)] bool MayTakeEmail)
{
    /// <summary>Without the invite.</summary>
    public override string ToString() => $"ExternalSignUp({UserName})";
}

/// <param name="Id">Stands for issuer and subject.</param>
[GenerateSerializer, Immutable, Alias("parley.external-login")]
public sealed record ExternalLogin([Id(0)] string Id, [Id(1)] string Provider, [Id(2)] DateTimeOffset At);
