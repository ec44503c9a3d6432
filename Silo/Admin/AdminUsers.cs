using Parley.Access;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Silo.Admin;

/// <param name="Limit">1–1000.</param>
public sealed record UsersRequest(int Limit)
{
    /// <summary>The one of this user name alone; null: all.</summary>
    public string? UserName { get; init; }

    /// <summary>A part of user name or display name; null: all.</summary>
    public string? Query { get; init; }

    /// <summary>Those with a higher id; null: from the beginning.</summary>
    public string? After { get; init; }
}

/// <param name="Next">What <see cref="UsersRequest.After"/> is for those that follow; null: these were the last.</param>
public sealed record AdminUsers(IReadOnlyList<AdminUser> Users, string? Next);

/// <summary>A user without what is their own.</summary>
/// <param name="Role">As in <see cref="RoleNames"/>.</param>
public sealed record AdminUser(string Id, string UserName, string DisplayName, string Role, bool IsDeactivated, bool IsErased, DateTimeOffset CreatedAt)
{
    internal static AdminUser Of(UserProfile user) =>
        new(user.Id, user.UserName, user.DisplayName, RoleNames.Of(user.Role), user.IsDeactivated, user.IsErased, user.CreatedAt);
}

/// <param name="Session">Id of the one to end; null: all.</param>
public sealed record SessionsRequest(string UserName, bool Revoke, string? Session);

/// <summary>Sessions of a user: those that there are, or those that were ended.</summary>
public sealed record AdminSessions(string UserId, string UserName, IReadOnlyList<AdminUserSession> Sessions);

/// <param name="Device">As the client has called itself.</param>
public sealed record AdminUserSession(string Id, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt)
{
    internal static AdminUserSession Of(SessionView session) => new(session.Id, session.Device, session.CreatedAt, session.LastSeenAt);
}
