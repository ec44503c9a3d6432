using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Users;
using Parley.Verification;

namespace Parley.SignUp;

/// <summary>New accounts as the server's policy has them, and the invites to them. Key: 0; any number of activations.</summary>
[Alias("parley.sign-up"), GrainInterfaceType("sign-up")]
public interface ISignUpGrain : IGrainWithIntegerKey
{
    /// <summary>What a sign-up page must know.</summary>
    [Alias("policy"), Repeatable] Task<SignUpPolicy> Policy();

    /// <summary>
    /// Makes a user. Refused as <c>sign-up-closed</c>, <c>invite-wrong</c>, <c>invalid</c>, <c>name-taken</c> or <c>busy</c>; then the
    /// invite is as good as before. Whether somebody has the e-mail address makes no difference.
    /// </summary>
    [Alias("sign-up"), ResponseTimeout("00:00:30")] Task<Outcome<SignedUp>> SignUp(SignUpUser command);

    /// <summary>Whether a user may enter rooms. Refused as <c>email-not-verified</c> where the server wants an address first.</summary>
    [Alias("may-enter"), Repeatable] Task<Outcome<SignUpPolicy>> MayEnterRooms(string user);

    /// <summary>Makes an invite. Refused as <c>invalid</c>.</summary>
    [Alias("create-invite")] Task<Outcome<NewServerInvite>> CreateInvite(CreateServerInvite command);

    /// <summary>The invites that were made, newest first, at most 1000, without their codes.</summary>
    [Alias("invites"), Repeatable] Task<ImmutableArray<ServerInvite>> Invites();

    /// <summary>Makes an invite worthless. Refused as <c>invite-not-found</c>.</summary>
    [Alias("revoke-invite"), Repeatable] Task<Outcome<ServerInvite>> RevokeInvite(string id);
}

/// <summary>Who may make an account.</summary>
public enum SignUpMode
{
    /// <summary>Everybody.</summary>
    Open = 0,

    /// <summary>Who has an invite.</summary>
    Invite = 1,

    /// <summary>Nobody; administrators make accounts.</summary>
    Closed = 2,
}

/// <param name="NeedsEmail">True: an account needs an e-mail address, and may enter rooms when it is confirmed.</param>
/// <param name="CanSendEmail">True: there is a road for e-mail. Without it there are no password resets.</param>
[GenerateSerializer, Immutable, Alias("parley.sign-up.policy")]
public sealed record SignUpPolicy([Id(0)] SignUpMode Mode, [Id(1)] bool NeedsEmail, [Id(2)] bool CanSendEmail, [Id(3)] bool CanSendSms);

/// <param name="Password">Null: the user signs in by a provider.</param>
/// <param name="Invite">Code of an invite; null: none.</param>
/// <param name="Email">Null: none.</param>
[GenerateSerializer, Immutable, Alias("parley.sign-up.user")]
public sealed record SignUpUser([Id(0)] string UserName, [Id(1)] string? DisplayName, [Id(2)] string? Password, [Id(3)] string? Invite, [Id(4)] string? Email)
{
    /// <summary>True: a provider has made sure of the e-mail address. Never taken from a request.</summary>
    [Id(0)] public bool IsEmailVerified { get; init; }

    /// <summary>Without password, invite and address: Orleans writes arguments into its logs.</summary>
    public override string ToString() => $"SignUpUser({UserName})";
}

/// <param name="Code">Set if a code was sent to the e-mail address.</param>
[GenerateSerializer, Immutable, Alias("parley.sign-up.done")]
public sealed record SignedUp([Id(0)] UserProfile User, [Id(1)] CodeSent? Code);

/// <param name="CreatedBy">User id, or a word for the command line.</param>
/// <param name="CreatorRole">What the creator is on the server: nobody invites to a role that they could not give. The command line is an owner.</param>
/// <param name="Uses">How many accounts it is good for.</param>
/// <param name="ExpiresIn">Null: <c>Parley:SignUp:InviteLifetime</c>.</param>
/// <param name="Role">What the accounts become: <c>member</c>, <c>guest</c> or <c>admin</c>.</param>
[GenerateSerializer, Immutable, Alias("parley.server-invite.create")]
public sealed record CreateServerInvite(
    [Id(0)] string CreatedBy, [Id(1)] int Uses, [Id(2)] TimeSpan? ExpiresIn, [Id(3)] string Role, [Id(4)] ServerRole CreatorRole);

/// <param name="Code">Shown once: only a hash of it is kept.</param>
[GenerateSerializer, Immutable, Alias("parley.server-invite.new")]
public sealed record NewServerInvite([Id(0)] ServerInvite Invite, [Id(1)] string Code)
{
    /// <summary>Address of the sign-up page with the code; null: the server does not know its own.</summary>
    [Id(0)] public string? Link { get; init; }

    /// <summary>Without the code.</summary>
    public override string ToString() => $"NewServerInvite({Invite.Id})";
}

[GenerateSerializer, Immutable, Alias("parley.server-invite")]
public sealed record ServerInvite(
    [Id(0)] string Id, [Id(1)] string Role, [Id(2)] int Uses, [Id(3)] int UsesLeft, [Id(4)] string CreatedBy,
    [Id(5)] DateTimeOffset CreatedAt, [Id(6)] DateTimeOffset ExpiresAt, [Id(7)] bool IsRevoked);
