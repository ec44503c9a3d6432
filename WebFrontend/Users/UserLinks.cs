using Parley.Access;
using Parley.Users;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Users;

/// <summary>The forms of users, and what a caller may do next with one.</summary>
internal static class UserLinks
{
    public static readonly string[] List = ["id", "userName", "displayName", "isBot", "role", "deactivated"];

    /// <summary>Body of PATCH /admin/users/{id}.</summary>
    public static readonly FormField[] Edit =
    [
        new("role", "choice", "What they may do on this server")
        {
            Required = true, Choices = [.. Enum.GetValues<ServerRole>().Where(role => role != ServerRole.Bot).Select(role => new Choice(RoleNames.Of(role), role.ToString()))],
        },
        new("deactivated", "boolean", "Cannot sign in any more") { Required = true },
    ];

    public static IReadOnlyDictionary<string, LinkJson> Of(UserProfile user, CurrentUser caller)
    {
        var links = new Dictionary<string, LinkJson> { ["self"] = new($"/api/v1/users/{user.Id}") };
        if (user.Owner is { } owner)
        {
            links["owner"] = new($"/api/v1/users/{owner}");
        }

        if (user.Id != caller.Id && user is { IsDeactivated: false, IsErased: false })
        {
            links["talk"] = new("/api/v1/direct", "POST");
        }

        if (user.Id != caller.Id && !user.IsErased && ServerAccess.May(caller.Role, ServerPermission.ManageUsers))
        {
            links["edit"] = new($"/api/v1/admin/users/{user.Id}", "PATCH");
        }

        return links;
    }
}
