using Microsoft.AspNetCore.Authorization;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Who may see and do what is for administrators of the server. The session says so, by token or cookie: it cannot outlive the
/// right, because all sessions of a user end when that changes.
/// </summary>
internal static class AdminPolicy
{
    public const string Name = "admin";

    public static void Build(AuthorizationPolicyBuilder policy) =>
        policy.RequireAuthenticatedUser().RequireClaim(CurrentUser.AdminClaim, "true");
}
