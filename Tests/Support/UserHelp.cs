using Parley.Access;
using Parley.Errors;
using Parley.Users;

namespace Parley.Tests.Support;

/// <summary>Users as an operator works with them.</summary>
public static class UserHelp
{
    /// <summary>Gives the user a role on the server, as the admin command line does.</summary>
    public static Task<Outcome<UserProfile>> SetRole(this IUserGrain user, ServerRole role) => user.ChangeAccess(new ChangeUserAccess(By: null) { Role = role });

    public static Task<Outcome<UserProfile>> SetAdmin(this IUserGrain user, bool isAdmin) => user.SetRole(isAdmin ? ServerRole.Admin : ServerRole.Member);

    public static Task<Outcome<UserProfile>> Deactivate(this IUserGrain user) => user.ChangeAccess(new ChangeUserAccess(By: null) { IsDeactivated = true });
}
