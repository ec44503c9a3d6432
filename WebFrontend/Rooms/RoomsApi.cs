using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Rooms;
using Parley.Users;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Wire;
using Parley.WebFrontend.Files;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Rooms;

/// <summary>Rooms over REST. <c>{room}</c> is an id or a unique name.</summary>
internal static class RoomsApi
{
    public static RouteGroupBuilder MapRooms(this IEndpointRouteBuilder routes)
    {
        var rooms = routes.MapGroup("/rooms").WithTags("Rooms").RequireAuthorization();
        rooms.MapPost("/", Create).Throttled(ThrottleScopes.CreateRoom).WithName("createRoom").WithSummary("Create a room; you are its owner");
        rooms.MapGet("/", List).Listed("name", "title", "createdAt", "lastSeq", "n", "visibility", "archived", "role").WithViews(RoomForms.List).WithName("listRooms").WithSummary("Public rooms and yours, or with ?member=me only yours");
        rooms.MapGet("/{room}", Describe).WithViews(RoomForms.List, RoomForms.Edit).WithName("getRoom").WithSummary("One room");
        rooms.MapRoomSettings();
        rooms.MapMembers();
        rooms.MapBans();
        rooms.MapRoomInvites();
        rooms.MapFiles();
        rooms.MapPut("/{room}/members/me", Join).WithName("joinRoom").WithSummary("Join a public room; repeating is harmless");
        rooms.MapDelete("/{room}/members/me", Leave).WithName("leaveRoom").WithSummary("Leave a room; repeating is harmless");
        rooms.MapGet("/{room}/members", Members).PagedBy("user", "id").WithName("listMembers").WithSummary("Members by user id, page by page");
        rooms.MapPost("/{room}/messages", Send).ThrottledWithin(ThrottleScopes.Send).WithName("sendMessage").WithSummary("Send a message; repeat with the same clientId at will");
        rooms.MapPatch("/{room}/messages/{seq:long}", Edit).ThrottledWithin(ThrottleScopes.Send).WithName("editMessage").WithSummary("Change the text of a message of yours");
        rooms.MapDelete("/{room}/messages/{seq:long}", Delete).ThrottledWithin(ThrottleScopes.Send).WithName("deleteMessage").WithSummary("Erase a message; its number stays");
        rooms.MapMessages();
        rooms.MapThreadsAndPins();
        rooms.MapPreviews();
        rooms.MapPolls();
        rooms.MapForwards();
        rooms.MapReadPositions();
        rooms.MapGet("/{room}/events", Read).Throttled(ThrottleScopes.Read).WithName("readEvents").WithSummary("A page of history");
        rooms.MapEventStream();
        return rooms;
    }

    private static async Task<Results<Created<RoomJson>, ProblemHttpResult>> Create(CreateRoomJson body, CurrentUser me, IGrainFactory grains)
    {
        var command = RoomRequests.Create(me.Id, body.Name, body.Title, body.Visibility);
        if (command.IsError)
        {
            return ErrorResults.Problem(command.Error);
        }

        if ((await grains.SignUp().MayEnterRooms(me.Id)).Error is { } refusal)
        {
            return ErrorResults.Problem(refusal);
        }

        var created = await grains.GetGrain<IRoomDirectoryGrain>(0).Create(command.Value with { SenderRole = me.Role });
        return created.IsError
            ? ErrorResults.Problem(created.Error)
            : TypedResults.Created($"/api/v1/rooms/{created.Value.Id}", RoomJson.One(created.Value, me.Id, null));
    }

    private static async Task<Results<Ok<RoomJson[]>, ProblemHttpResult>> List(string? member, CurrentUser me, IGrainFactory grains)
    {
        if (member is not (null or "me"))
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("member", "The only value is me."));
        }

        var list = grains.GetGrain<IRoomDirectoryGrain>(0).List(me.Actor, mineOnly: member is not null);
        var read = (await grains.GetGrain<IUserGrain>(me.Id).Cursors()).ToDictionary(position => position.Room);
        var listed = await list;
        var mentions = await MentionsIn(listed, read, me, grains);
        return TypedResults.Ok(listed.Select(room => RoomJson.Of(room, me.Id, read.GetValueOrDefault(room.Id), mentions.GetValueOrDefault(room.Id))).ToArray());
    }

    private static async Task<Results<Ok<RoomJson>, ProblemHttpResult>> Describe(string room, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        var view = await rooms.Describe(me, room);
        if (view.IsError)
        {
            return ErrorResults.Problem(view.Error);
        }

        var read = await grains.GetGrain<IUserGrain>(me.Id).Cursor(view.Value.Id);
        var positions = read is null ? [] : new Dictionary<string, ReadPosition> { [read.Room] = read };
        var mentions = await MentionsIn([view.Value], positions, me, grains);
        return TypedResults.Ok(RoomJson.One(view.Value, me.Id, read, mentions.GetValueOrDefault(view.Value.Id)));
    }

    /// <summary>Mentions in rooms where something is unread; the others are not asked for.</summary>
    private static async Task<IReadOnlyDictionary<string, int>> MentionsIn(
        IEnumerable<RoomView> rooms, Dictionary<string, ReadPosition> read, CurrentUser me, IGrainFactory grains)
    {
        var unread = rooms.Where(room => room.Role is not null)
            .Select(room => (room.N, Position: read.GetValueOrDefault(room.Id) ?? new ReadPosition(room.Id, 0, 0)))
            .Where(room => room.N > room.Position.N)
            .Select(room => room.Position).ToImmutableArray();
        return unread.IsEmpty ? ImmutableDictionary<string, int>.Empty : await grains.GetGrain<IRoomDirectoryGrain>(0).Mentions(me.Id, unread);
    }

    private static async Task<Results<Created<JoinedJson>, Ok<JoinedJson>, ProblemHttpResult>> Join(string room, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.Join(me.Actor, room);
        if (outcome.IsError)
        {
            return ErrorResults.Problem(outcome.Error);
        }

        var joined = new JoinedJson(outcome.Value.Room, outcome.Value.Seq);
        return outcome.Value is { Event: not null, IsRepeat: false }
            ? TypedResults.Created($"/api/v1/rooms/{joined.Room}/members/me", joined)
            : TypedResults.Ok(joined);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Leave(string room, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.Leave(me, room);
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<MemberJson[]>, ProblemHttpResult>> Members(
        string room, string? after, int? limit, CurrentUser me, RoomNames names, People people, IGrainFactory grains)
    {
        if (RoomRequests.LimitFault(limit) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        var members = await names.FindAsync(room) is { } id
            ? await grains.GetGrain<IRoomDirectoryGrain>(0).Members(id, me.Actor, after, Math.Min(limit ?? RoomRequests.DefaultPage, RoomRequests.MaxPage))
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (members.IsError)
        {
            return ErrorResults.Problem(members.Error);
        }

        var users = await people.FindAsync(members.Value.Select(member => member.User));
        return TypedResults.Ok(members.Value.Zip(users).Where(pair => pair.Second is not null).Select(pair => MemberJson.Of(pair.First, pair.Second!)).ToArray());
    }

    [Writes("SentEvent")]
    private static async Task<Results<Created<JsonShape>, Ok<JsonShape>, ProblemHttpResult>> Send(
        string room, SendMessageJson body, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.Send(me, room, body.ClientId, body.Text, body.ReplyTo, body.Draft, body.Files, body.Thread, body.Poll);
        if (outcome.IsError)
        {
            return ErrorResults.Problem(outcome.Error);
        }

        var done = outcome.Value;
        return done.IsRepeat
            ? TypedResults.Ok(RoomEventAnswers.Event(done))
            : TypedResults.Created($"/api/v1/rooms/{done.Room}/events?after={done.Seq - 1}&limit=1", RoomEventAnswers.Event(done));
    }

    [Writes("SentEvent")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Edit(
        string room, long seq, EditMessageJson body, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.Edit(me, room, seq, body.ClientId, body.Text);
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.Ok(RoomEventAnswers.Done(outcome.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string room, long seq, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.Delete(me, room, seq, clientId: null);
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }

    [Writes("EventPage")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Read(
        string room, long? after, long? before, int? limit, HttpContext context, CurrentUser me, RoomCalls rooms)
    {
        var query = RoomRequests.Read(me.Actor, after, before, limit);
        if (query.IsError)
        {
            return ErrorResults.Problem(query.Error);
        }

        var page = await rooms.FindAsync(room) is { } grain ? await grain.Read(query.Value with { LooksBack = RoomCalls.IsById(grain, room) }) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (page.IsError)
        {
            return ErrorResults.Problem(page.Error);
        }

        PageLinks.Write(context, page.Value.FirstSeq, page.Value.Events.IsEmpty ? 0 : page.Value.Events[^1].Seq, page.Value.Floor, page.Value.LastSeq);
        return TypedResults.Ok(RoomEventAnswers.Page(page.Value));
    }
}
