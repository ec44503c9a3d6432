using System.Globalization;
using System.Net.WebSockets;
using Microsoft.Net.Http.Headers;
using Parley.Errors;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>Where raw WebSockets come in.</summary>
internal static class RawSocketApi
{
    public static IEndpointRouteBuilder MapRawSockets(this IEndpointRouteBuilder routes)
    {
        // Anybody may connect: the first frame may sign in.
        routes.MapGet("/api/v1/ws", Connect).AllowAnonymous().WithName("rawSocket").WithSummary("The raw WebSocket; see docs/protocol.md");
        routes.MapGet("/ws/room/{room}/", ConnectToRoom).AllowAnonymous().WithName("rawRoomSocket");
        return routes;
    }

    private static Task<IResult> Connect(HttpContext context, RawSocketServices services, OriginCheck origins) =>
        Serve(context, services, origins, ready: null);

    private static async Task<IResult> ConnectToRoom(string room, string? after, HttpContext context, RawSocketServices services, OriginCheck origins)
    {
        long? from = null;
        if (!string.IsNullOrEmpty(after))
        {
            if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) || seq > RoomRequests.MaxSeq)
            {
                return ErrorResults.Problem(ErrorCatalog.InvalidField("after", "Must be a number from 0."));
            }

            from = seq;
        }

        return await Serve(context, services, origins, socket => socket.SubscribeFromTheStart(room, from));
    }

    private static async Task<IResult> Serve(HttpContext context, RawSocketServices services, OriginCheck origins, Func<RawSocket, Task>? ready)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.Malformed, "This address takes WebSockets only. Connect with a WebSocket client."));
        }

        using var webSocket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = services.Options.Value.KeepAlive,
            KeepAliveTimeout = services.Options.Value.KeepAlive,
        });
        using var socket = new RawSocket(webSocket, services);
        var user = CurrentUser.From(context.User);
        if (!origins.Allows(context.Request))
        {
            socket.End(Closing.OriginNotAllowed);
        }
        else if (user is null && (context.Request.Headers.ContainsKey(HeaderNames.Authorization) || AddressToken.TicketOf(context) is not null))
        {
            socket.End(Closing.TokenRefused);
        }

        await socket.RunAsync(user, ready is null ? null : () => ready(socket), context.RequestAborted);
        return Results.Empty;
    }
}
