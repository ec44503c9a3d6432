using Parley.SignUp;

namespace Parley.WebFrontend.SignUp;

/// <summary>Body of <c>POST /admin/invites</c>.</summary>
/// <param name="Uses">Null: 1.</param>
/// <param name="ExpiresIn">Seconds; null: <c>Parley:SignUp:InviteLifetime</c>.</param>
/// <param name="Role">Null: <c>member</c>.</param>
public sealed record CreateInviteJson(int? Uses, long? ExpiresIn, string? Role);

/// <summary>An invite on the wire.</summary>
/// <param name="CreatedBy">User id, or <c>command line</c>.</param>
public sealed record ServerInviteJson(
    string Id, string Role, int Uses, int UsesLeft, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool Revoked)
{
    public static ServerInviteJson From(ServerInvite invite) => new(
        invite.Id, invite.Role, invite.Uses, invite.UsesLeft, invite.CreatedBy, invite.CreatedAt, invite.ExpiresAt, invite.IsRevoked);
}

/// <summary>A new invite.</summary>
/// <param name="Code">Shown once.</param>
/// <param name="Link">Null: <c>Parley:PublicUrl</c> is not set.</param>
public sealed record NewInviteJson(string Code, string? Link, ServerInviteJson Invite);
