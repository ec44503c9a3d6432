using System.Collections.Frozen;
using Microsoft.AspNetCore.SignalR;
using Parley.Errors;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Rooms;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Keeps tokens that are for some rooms to them, for REST, hub and raw socket. Other rooms do not exist for such a token; what is not about one room, and not listed here, it may not
/// do at all.
/// </summary>
internal sealed class RoomReach(RoomNames names)
{
    /// <summary>Routes that are about no room.</summary>
    private static readonly FrozenSet<string> Open = FrozenSet.Create(
        StringComparer.Ordinal, "/api/v1", "/api/v1/me", "/api/v1/limits", "/api/v1/users", "/api/v1/users/{id}", "/api/v1/uploads/{upload}", "/api/v1/uploads/{upload}/thumbnail", "/api/v1/sessions/ticket");

    private const string OfRoom = "/api/v1/rooms/{room}";

    /// <summary>Passes messages on from and to other rooms.</summary>
    private const string Forward = "/forward";

    public static Task Invoke(HttpContext context, RequestDelegate next) => CurrentUser.From(context.User) is { Rooms: not null } user ? LookAsync(user, context, next) : next(context);

    private static async Task LookAsync(CurrentUser user, HttpContext context, RequestDelegate next)
    {
        if (await context.RequestServices.GetRequiredService<RoomReach>().RefuseAsync(user, context) is { } refusal)
        {
            await ErrorResults.WriteAsync(context, refusal);
            return;
        }

        await next(context);
    }

    /// <summary>Null if the token reaches all of the rooms; else the refusal.</summary>
    /// <param name="rooms">Ids or names; none: the call is about no room.</param>
    public async ValueTask<Error?> RefuseAsync(CurrentUser user, IReadOnlyCollection<string?> rooms)
    {
        if (user.Rooms is not { } reached)
        {
            return null;
        }

        foreach (var room in rooms)
        {
            if (await names.FindAsync(room) is not { } id || !reached.Contains(id))
            {
                return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
            }
        }

        return rooms.Count == 0 ? ErrorCatalog.Error(ErrorCatalog.ScopeMissing) : null;
    }

    private async Task<Error?> RefuseAsync(CurrentUser user, HttpContext context)
    {
        if (SocketPaths.Contains(context.Request.Path) || !context.Request.Path.StartsWithSegments("/api"))
        {
            return null; // what is said on the connection is looked at call by call
        }

        var route = "/" + (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/');
        return Open.Contains(route) ? null
            : (route == OfRoom || route.StartsWith(OfRoom + "/", StringComparison.Ordinal)) && !route.EndsWith(Forward, StringComparison.Ordinal)
            ? await RefuseAsync(user, [context.GetRouteValue("room") as string])
            : ErrorCatalog.Error(ErrorCatalog.ScopeMissing);
    }
}

/// <summary>The same for calls of the hub.</summary>
internal sealed class HubReach(RoomReach reach) : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next) =>
        HubConnection.Of(context.Context).User is { Rooms: not null } user ? LookAsync(user, context, next) : next(context);

    private async ValueTask<object?> LookAsync(CurrentUser user, HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next) =>
        await reach.RefuseAsync(user, Rooms(context)) is { } refusal ? HubAnswers.Refused(refusal) : await next(context);

    private static IReadOnlyCollection<string?> Rooms(HubInvocationContext context) =>
    [
        .. context.HubMethod.GetParameters().Zip(context.HubMethodArguments).SelectMany(one => one switch
        {
            ({ Name: "room" }, var room) => [room as string],
            (_, IEnumerable<SubscribeRequest?> rooms) => rooms.Select(room => room?.Room),
            _ => (IEnumerable<string?>)[],
        }),
    ];
}
