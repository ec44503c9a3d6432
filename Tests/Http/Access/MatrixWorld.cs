using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.Sessions;
using Parley.Tests.Support;
using Parley.WebFrontend.Realtime;

namespace Parley.Tests.Http.Access;

/// <summary>One server with somebody of each kind, and rooms that are made anew whenever a cell has changed one.</summary>
internal sealed class MatrixWorld(TestServer server) : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };
    private readonly Dictionary<string, TestUser> _actors = [];
    private readonly Dictionary<string, HubClient> _hubs = [];
    private readonly Dictionary<string, RawWebSocketClient> _sockets = [];

    public TestServer Server => server;

    public TestUser Target { get; private set; } = null!;

    public TestUser Stranger { get; private set; } = null!;

    /// <summary>In the group conversation, beside the member and the target.</summary>
    public TestUser Third { get; private set; } = null!;

    /// <summary>Tokens that count no more: of a user who was deactivated, and one whose time is over.</summary>
    public IReadOnlyDictionary<string, string> DeadTokens { get; private set; } = null!;

    public async Task Populate()
    {
        // First who is to be expired: it is later for everybody who comes after.
        var expired = (await server.SignedIn("mx-expired")).AccessToken;
        var deactivated = await server.SignedIn("mx-deactivated");
        await server.Grains.User(deactivated.Id).Deactivate();
        server.Clock.Advance(TimeSpan.FromHours(1));
        DeadTokens = new Dictionary<string, string> { ["expired"] = expired, ["deactivated"] = deactivated.AccessToken };
        foreach (var actor in MatrixRow.Actors)
        {
            var role = actor switch { "guest" or "guestIn" => ServerRole.Guest, "admin" => ServerRole.Admin, _ => ServerRole.Member };
            _actors[actor] = await server.Somebody($"mx-{actor}", role);
        }

        (Target, Stranger, Third) = (await server.SignedIn("mx-target"), await server.SignedIn("mx-stranger"), await server.SignedIn("mx-third"));
    }

    public TestUser Actor(string actor) => _actors[actor];

    public async Task<TestUser> Afresh(string actor) => await server.SignedInAgain(_actors[actor].Id);

    /// <summary>After something that ends all sessions of who does it.</summary>
    public async Task SignInAgain()
    {
        foreach (var actor in MatrixRow.Actors)
        {
            _actors[actor] = await Afresh(actor);
        }
    }

    public async Task<MatrixRoom> NewRoom(string kind)
    {
        var grain = await Create(kind);
        var view = (await grain.Describe(new Actor((kind is "direct" or "group" ? Actor("member") : Actor("owner")).Id, ServerRole.Member))).Value!;
        var own = new Dictionary<string, long>();
        if (kind is "direct" or "group")
        {
            own["member"] = await Say(grain, Actor("member"));
            return new MatrixRoom(view.Id, grain, await Say(grain, Target), own, "i", "none");
        }

        foreach (var (actor, role) in new[]
        {
            ("guestIn", RoomRole.Member), ("member", RoomRole.Member), ("muted", RoomRole.Member), ("former", RoomRole.Member), ("banned", RoomRole.Member),
            ("moderator", RoomRole.Moderator),
        })
        {
            await Do(grain, new AddMember { Sender = Actor("owner").Id, User = Actor(actor).Id, Role = role });
            own[actor] = await Say(grain, Actor(actor));
        }

        own["owner"] = await Say(grain, Actor("owner"));
        await Do(grain, new AddMember { Sender = Actor("owner").Id, User = Target.Id });
        var seq = await Say(grain, Target);
        await Do(grain, new KickMember { Sender = Actor("owner").Id, User = Actor("former").Id });
        await Do(grain, new BanMember { Sender = Actor("owner").Id, User = Actor("banned").Id });
        await Do(grain, new ChangeRole { Sender = Actor("owner").Id, User = Actor("muted").Id, Role = RoomRole.Muted });
        var invite = (await server.Grains.GetGrain<IRoomDirectoryGrain>(0).CreateInvite(
            new NewInvite(view.Id, Actor("owner").Actor(), RoomRole.Member, 100, TimeSpan.FromDays(1)))).Value!;
        if (kind == "archived")
        {
            await Do(grain, new ArchiveRoom { Sender = Actor("owner").Id });
        }

        return new MatrixRoom(view.Id, grain, seq, own, invite.Invite.Id, invite.Code);
    }

    /// <summary>Sends a request. The code of the refusal; null: a success.</summary>
    /// <param name="token">Null: anonymous.</param>
    public async Task<(int Status, string? Code)> Request(string method, string path, string? body, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            return ((int)response.StatusCode, null); // it has no end
        }

        if (method == "HEAD")
        {
            // Its answers have no body: the status alone says it.
            var bare = (int)response.StatusCode switch { < 400 => null, 401 => ErrorCatalog.NotSignedIn, 403 => ErrorCatalog.Forbidden, _ => "no-body" };
            return ((int)response.StatusCode, bare);
        }

        var text = await response.Content.ReadAsStringAsync();
        var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
        return ((int)response.StatusCode, isProblem ? JsonDocument.Parse(text).RootElement.Text("code") : (int)response.StatusCode >= 400 ? "no-problem-body" : null);
    }

    /// <summary>Calls a hub method. The code of the refusal; null: a success.</summary>
    public async Task<string?> Call(string actor, string method, string arguments)
    {
        if (!_hubs.TryGetValue(actor, out var hub))
        {
            _hubs[actor] = hub = await HubClient.Connect(server, Actor(actor), HttpTransportType.WebSockets, isMessagePack: false);
        }

        var answer = await hub.Call(method, JsonDocument.Parse(arguments).RootElement.EnumerateArray().Select(argument => (object?)argument).ToArray());
        return answer.ValueKind switch
        {
            JsonValueKind.Array => CodeOf(answer[0]),
            JsonValueKind.Object => CodeOf(answer),
            _ => null,
        };

        static string? CodeOf(JsonElement one) => one.GetProperty("ok").GetBoolean() ? null : one.GetProperty("error").Text("code");
    }

    /// <summary>Sends a frame. The code of the refusal; null: a success, or no answer at all.</summary>
    public async Task<string?> Frame(string actor, string type, string fields)
    {
        if (!_sockets.TryGetValue(actor, out var socket))
        {
            _sockets[actor] = socket = await RawWebSocketClient.Connect(server, Actor(actor));
        }

        await socket.SendText($$"""{"type":"{{type}}","id":"asked"{{(fields == "{}" ? "" : "," + fields[1..^1])}}}""");
        if (type == RawFrameTypes.Typing)
        {
            await socket.SendText("""{"type":"ping","id":"asked"}"""); // typing has no answer
        }

        while (true)
        {
            if (await socket.Next() is var frame && Id(frame) == "asked")
            {
                return frame.Text("type") == "error" ? frame.Text("code") : null;
            }
        }

        static string? Id(JsonElement frame) => frame.TryGetProperty("id", out var id) ? id.GetString() : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in _hubs.Values)
        {
            await hub.DisposeAsync();
        }

        foreach (var socket in _sockets.Values)
        {
            await socket.DisposeAsync();
        }

        _http.Dispose();
    }

    private async Task<IRoomGrain> Create(string kind)
    {
        var directory = server.Grains.GetGrain<IRoomDirectoryGrain>(0);
        var room = kind == "direct"
            ? await directory.Direct(Actor("member").Actor(), Target.Id)
            : kind == "group"
            ? await directory.Group(Actor("member").Actor(), [Target.Id, Third.Id])
            : await directory.Create(new CreateRoom
            {
                Sender = Actor("owner").Id, Name = $"mx-{Guid.NewGuid():N}", Title = "Matrix",
                Visibility = kind == "private" ? RoomVisibility.Private : RoomVisibility.Public,
            });
        return server.Grains.Room(room.Value!.Id);
    }

    private static async Task<Done> Do(IRoomGrain grain, RoomCommand command)
    {
        var done = await grain.Do(command);
        return done.IsError ? throw new InvalidOperationException($"{command}: {done.Error.Message}") : done.Value;
    }

    private static async Task<long> Say(IRoomGrain grain, TestUser user) => (await Do(grain, new SendMessage { Sender = user.Id, Text = "matrix" })).Seq;
}

/// <summary>A room with everybody in their place.</summary>
/// <param name="Seq">A message of the target's.</param>
/// <param name="Own">Actor → a message of theirs.</param>
internal sealed record MatrixRoom(string Id, IRoomGrain Grain, long Seq, IReadOnlyDictionary<string, long> Own, string Invite, string Code);
