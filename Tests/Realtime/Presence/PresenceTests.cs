using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Parley.Access;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime.Presence;

/// <summary>One server on which changes of presence are seen soon.</summary>
public sealed class QuickPresence : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.Start("--Parley:Presence:RefreshEvery=00:00:00.1", "--Parley:Presence:MaxNamedMembers=2", "--Parley:Presence:MaxReceiptMembers=3");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Who is there, for those who look; and who has seen a message.</summary>
[Trait("Scope", "P6")]
public sealed class PresenceTests(QuickPresence fixture) : IClassFixture<QuickPresence>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Who_looks_sees_somebody_come_go_away_and_leave_whatever_the_device()
    {
        var (ann, bob) = (await User(), await User());
        await using var viewer = await RawWebSocketClient.Connect(_server, ann);
        await Watch(viewer, bob.Id);
        Assert.Equal("offline", await Next(viewer, bob.Id));

        var (phone, _) = await _server.Listen(bob);
        Assert.Equal("online", await Next(viewer, bob.Id));
        await using var laptop = await HubClient.Connect(_server, await _server.SignedInAgain(bob.Id), HttpTransportType.WebSockets, isMessagePack: true);
        await laptop.Call("WatchMe");
        await phone.Send(new { type = "presence", id = 1, state = "away" });
        await laptop.Call("Presence", "away");
        Assert.Equal("away", await Next(viewer, bob.Id)); // not before nobody is at any of them
        await phone.Send(new { type = "presence", id = 2, state = "online" });
        Assert.Equal("online", await Next(viewer, bob.Id));
        await phone.DisposeAsync();
        Assert.Equal("away", await Next(viewer, bob.Id)); // the laptop is still there
        await laptop.DisposeAsync();
        Assert.Equal("offline", await Next(viewer, bob.Id));
    }

    [Fact]
    public async Task A_status_is_seen_with_its_user_and_ends_by_itself()
    {
        var (ann, bob) = (await User(), await User());
        await using var viewer = await RawWebSocketClient.Connect(_server, ann);
        var (phone, _) = await _server.Listen(bob);
        await Watch(viewer, bob.Id);
        await Next(viewer, bob.Id);

        Assert.Equal(204, (await Put(bob, "me/status", new { text = "at lunch", emoji = "🍜", until = _server.Clock.GetUtcNow().AddHours(1) })).Status);
        var told = await phone.Change("status");
        var seen = await NextOf(viewer, bob.Id);
        var profile = await ann.Client.Get($"users/{bob.Id}");
        _server.Clock.Advance(TimeSpan.FromHours(2));
        var later = await (await _server.SignedInAgain(ann.Id)).Client.Get($"users/{bob.Id}");
        Assert.Equal(204, (await (await _server.SignedInAgain(bob.Id)).Client.Delete("me/status")).Status);
        Assert.Equal(422, (await Put(await _server.SignedInAgain(bob.Id), "me/status", new { text = "" })).Status);

        Assert.Equal("at lunch", told.GetProperty("status").Text("text"));
        Assert.Equal(("at lunch", "🍜"), (seen.GetProperty("status").Text("text"), seen.GetProperty("status").Text("emoji")));
        Assert.Equal("at lunch", profile.Json.GetProperty("status").Text("text"));
        Assert.False(later.Json.TryGetProperty("status", out _));
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_sees_more_of_others_than_their_profile_would_show()
    {
        var (ann, bob) = (await User(), await User());
        await _server.Grains.User(ann.Id).SetRole(ServerRole.Guest);
        var guest = await _server.SignedInAgain(ann.Id);
        var (phone, _) = await _server.Listen(bob);
        var (own, _) = await _server.Listen(guest);
        await using var viewer = await RawWebSocketClient.Connect(_server, guest);

        await Watch(viewer, bob.Id, guest.Id);
        var news = await viewer.Find("presence");

        Assert.Equal([guest.Id], news.GetProperty("users").EnumerateArray().Select(user => user.Text("user")));
        await phone.DisposeAsync();
        await own.DisposeAsync();
    }

    [Fact]
    public async Task A_small_room_names_who_is_there_and_a_large_one_has_numbers()
    {
        var (ann, bob, carla) = (await User(), await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var (phone, _) = await _server.Listen(bob);

        var small = await ann.Client.Get($"rooms/{room}/presence");
        await carla.JoinRoom(room);
        var large = await ann.Client.Get($"rooms/{room}/presence");

        Assert.Equal([bob.Id], small.Json.GetProperty("users").EnumerateArray().Select(user => user.Text("user")));
        Assert.Equal((2, 1, 0), (small.Json.GetProperty("members").GetInt32(), small.Json.GetProperty("online").GetInt32(), small.Json.GetProperty("away").GetInt32()));
        Assert.Equal((3, 1), (large.Json.GetProperty("members").GetInt32(), large.Json.GetProperty("online").GetInt32()));
        Assert.False(large.Json.TryGetProperty("users", out _));
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Who_has_seen_a_message_is_told_unless_they_do_not_want_it_or_the_room_is_large()
    {
        var (ann, bob, carla) = (await User(), await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        await carla.JoinRoom(room);
        var seq = await ann.Say(room, "seen?");

        var nobody = await Seen(ann, room, seq);
        await Put(bob, $"rooms/{room}/read", new { seq });
        await Put(carla, $"rooms/{room}/read", new { seq });
        await Put(carla, "me/settings", new { receipts = false });
        var some = await Seen(ann, room, seq);
        await (await User()).JoinRoom(room);

        Assert.Empty(nobody);
        Assert.Equal([bob.Id], some);
        Assert.Equal("room-too-large", (await ann.Client.Get($"rooms/{room}/messages/{seq}/seen")).Code);
    }

    private Task<TestUser> User() => _server.SignedIn("prs-" + Guid.NewGuid().ToString("N")[..16]);

    private static async Task Watch(RawWebSocketClient viewer, params string[] users)
    {
        await viewer.Send(new { type = "watchPresence", id = "w", users });
    }

    private static async Task<string?> Next(RawWebSocketClient viewer, string user) => (await NextOf(viewer, user)).Text("state");

    private static async Task<JsonElement> NextOf(RawWebSocketClient viewer, string user)
    {
        while (true)
        {
            foreach (var one in (await viewer.Find("presence")).GetProperty("users").EnumerateArray())
            {
                if (one.Text("user") == user)
                {
                    return one;
                }
            }
        }
    }

    private static async Task<string[]> Seen(TestUser user, string room, long seq) =>
        [.. (await user.Client.Get($"rooms/{room}/messages/{seq}/seen")).Json.GetProperty("seen").EnumerateArray().Select(one => one.GetString()!)];

    private static Task<Answer> Put(TestUser user, string path, object body) => user.Client.Send(HttpMethod.Put, path, JsonContent.Create(body));
}
