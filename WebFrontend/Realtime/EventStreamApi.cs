using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Realtime;

/// <summary>A room as server-sent events, for those who only read.</summary>
internal static class EventStreamApi
{
    private const string MediaType = "text/event-stream";

    public static void MapEventStream(this IEndpointRouteBuilder rooms) =>
        rooms.MapGet("/{room}/stream", Stream).Throttled(ThrottleScopes.Read).WithName("streamEvents").WithSummary("The events of a room as they come, as server-sent events; see docs/protocol.md")
            .Produces(StatusCodes.Status200OK, contentType: MediaType);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Stream(string room, long? after, HttpContext context, CurrentUser me, RawSocketServices services)
    {
        var position = Position.Of(context.Request.Headers["Last-Event-ID"].ToString()) ?? new Position(null, after);
        if (position.Seq is < 0 or > RoomRequests.MaxSeq)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("after", "Must be a number from 0, or nothing: from now."));
        }

        if (await services.Names.FindAsync(room) is not { } id)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.RoomNotFound));
        }

        // Refused here it has a status; later it would be a word on the stream. Numbers of another epoch say nothing about this one.
        var page = await EventStream.ReadAsync(services.Grains, me, id, position.Seq ?? 0, position.Seq is null ? 1 : EventStream.PageSize);
        if (!page.IsError && position.Epoch is not null && position.Epoch != page.Value.Epoch)
        {
            page = await EventStream.ReadAsync(services.Grains, me, id, 0);
        }

        if (page.IsError)
        {
            return ErrorResults.Problem(page.Error);
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx
        await context.Response.StartAsync(context.RequestAborted);
        await new EventStream(context, me, id, services).RunAsync(position.Seq is null ? null : page.Value);
        return TypedResults.Empty;
    }

    /// <param name="Epoch">Null: not said.</param>
    /// <param name="Seq">The last number the reader has; null: from now.</param>
    private sealed record Position(string? Epoch, long? Seq)
    {
        /// <summary>As the stream has told it; null: it is not of ours.</summary>
        public static Position? Of(string text)
        {
            var at = text.LastIndexOf(':');
            return at > 0 && long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? new Position(text[..at], seq) : null;
        }
    }
}
