using Microsoft.AspNetCore.Authorization;
using Parley.Access;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Routes for those whose server role has a permission. The session says which role, by token or cookie: it cannot outlive the
/// right, because all sessions of a user end when that changes.
/// </summary>
internal static class AdminPolicy
{
    public const string Name = "admin";

    /// <summary>Sees how the server is doing.</summary>
    public static void Build(AuthorizationPolicyBuilder policy) => Require(policy, ServerPermission.OperateServer);

    /// <summary>Opens routes to those who have the permission, and to nobody else.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder routes, ServerPermission permission)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(policy => Require(policy, permission));

    private static void Require(AuthorizationPolicyBuilder policy, ServerPermission permission) => policy.RequireAuthenticatedUser()
        .RequireAssertion(context => CurrentUser.From(context.User) is { } me && ServerAccess.May(me.Role, permission));
}
