using Parley.Access;
using Parley.Users;

namespace Parley.WebFrontend.Users;

/// <summary>A user on the wire.</summary>
public sealed record UserJson(string Id, string UserName, string DisplayName, bool IsBot, bool IsAdmin, string Role, bool Deactivated, DateTimeOffset CreatedAt)
{
    public static UserJson From(UserProfile user) =>
        new(user.Id, user.UserName, user.DisplayName, user.IsBot, user.IsAdmin, RoleNames.Of(user.Role), user.IsDeactivated, user.CreatedAt);
}

/// <summary>Body of <c>POST /users</c>.</summary>
public sealed record RegisterJson(string? UserName, string? Password, string? DisplayName);
