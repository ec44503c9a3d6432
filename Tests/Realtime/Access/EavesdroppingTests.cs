using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Parley.Access;
using Parley.Tests.Support;
using Parley.WebFrontend.Realtime;
using Xunit;

namespace Parley.Tests.Realtime.Access;

/// <summary>What reaches a socket, frame by frame.</summary>
[Trait("Scope", "S16")]
public sealed class EavesdroppingTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData(ServerRole.Guest)]
    [InlineData(ServerRole.Member)]
    [InlineData(ServerRole.Admin)]
    public async Task T2_events_about_roles_members_and_rooms_reach_members_only(ServerRole role)
    {
        var (owner, bob) = (await _server.SignedIn($"t2-owner-{role}"), await _server.SignedIn($"t2-bob-{role}"));
        var listener = await _server.Somebody($"t2-listener-{role}", role);
        await using var socket = await RawWebSocketClient.Connect(_server, listener);
        var frames = new List<JsonElement>();

        foreach (var visibility in new[] { "public", "private" })
        {
            var room = await owner.NewRoom(visibility: visibility);
            await socket.Send(new { type = "subscribe", id = 1, room, after = 0 });
            frames.Add(await socket.Next());
            await EverythingHappens(owner, bob, room);
            await socket.Send(new { type = "subscribe", id = 2, room, after = 0 });
            frames.Add(await socket.Next());
        }

        // Whatever had been on its way comes before this.
        await socket.Send(new { type = "ping", id = 3 });
        Assert.Equal("pong", (await socket.Next()).Text("type"));
        Assert.All(frames, frame => Assert.Equal("error", frame.Text("type")));
        Assert.All(frames, frame => Assert.Contains(frame.Text("code"), new[] { "room-not-found", "not-a-member" }));
        Assert.DoesNotContain(frames, frame => frame.ToString().Contains("planted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task T3_a_guest_who_is_subscribed_to_nothing_gets_no_message_of_a_public_room()
    {
        var owner = await _server.SignedIn("t3-owner");
        var guest = await _server.Somebody("t3-guest", ServerRole.Guest);
        await using var socket = await RawWebSocketClient.Connect(_server, guest);

        var room = await owner.NewRoom();
        await owner.Say(room, "planted");
        await socket.Send(new { type = "ping", id = 1 });

        Assert.Equal("pong", (await socket.Next()).Text("type"));
    }

    [Fact]
    public async Task The_removal_is_the_last_that_a_removed_member_gets()
    {
        var (owner, bob) = (await _server.SignedIn("rem-owner"), await _server.SignedIn("rem-bob"));
        var room = await owner.NewRoom();
        await bob.JoinRoom(room);
        await using var socket = await RawWebSocketClient.Connect(_server, bob);
        await socket.Send(new { type = "subscribe", id = 1, room, after = 0 });
        await socket.Find("subscribed");

        // In one burst, so that they may share a batch: the ban is answered when it is in its place.
        var ban = owner.Put($"rooms/{room}/bans/{bob.Id}", null);
        var more = Enumerable.Range(0, 20).Select(i => owner.Say(room, $"planted {i}")).ToArray();
        await ban;
        await Task.WhenAll(more);
        await socket.Send(new { type = "ping", id = 2 });

        var events = new List<JsonElement>();
        while (await socket.Next() is var frame && frame.Text("type") != "pong")
        {
            events.AddRange(frame.GetProperty("events").EnumerateArray());
        }

        // Delivery may come after the pong.
        while (events.Count == 0 || events[^1].Text("kind") != "memberKicked")
        {
            events.AddRange((await socket.Find("events")).GetProperty("events").EnumerateArray());
        }

        await owner.Say(room, "and on");
        await socket.Send(new { type = "ping", id = 3 });
        Assert.Equal("pong", (await socket.Next()).Text("type"));
        Assert.Equal("memberBanned", events[^2].Text("kind"));
    }

    [Fact]
    public async Task T16_no_frame_type_works_before_signing_in()
    {
        var room = await (await _server.SignedInOnce()).NewRoom();
        foreach (var type in RawFrameTypes.All)
        {
            await using var socket = await RawWebSocketClient.Connect(_server.Address);
            await socket.Send(new { type, id = 1, room, after = 0, seq = 1, clientId = "c", text = "x" });
            Assert.Equal(4401, await socket.CloseCode());
        }
    }

    [Fact]
    public async Task T16_nobody_gets_as_far_as_a_hub_method_without_signing_in()
    {
        var deactivated = await _server.SignedIn("t16-deactivated");
        await _server.Grains.User(deactivated.Id).Deactivate();
        await Eventually.Is(async () => (await deactivated.Client.Get("me")).Status == 401, "the frontend has heard of it");
        foreach (var user in new[] { null, deactivated })
        {
            await Assert.ThrowsAnyAsync<Exception>(() => HubClient.Connect(_server, user, HttpTransportType.WebSockets, isMessagePack: false));
            var client = user is null ? _server.Client() : user.Client;
            Assert.Equal(401, (await client.Post("/hub/negotiate?negotiateVersion=1")).Status);
            string[] headers = user is null ? [] : [$"Authorization: Bearer {user.AccessToken}"];
            await using var upgrade = await RawWebSocketClient.Connect(_server.Address, "/hub", headers);
            Assert.Equal(401, upgrade.Status);
        }
    }

    /// <summary>Each kind of event there is.</summary>
    private static async Task EverythingHappens(TestUser owner, TestUser bob, string room)
    {
        await owner.Put($"rooms/{room}/members/{bob.Id}", null);
        await owner.Patch($"rooms/{room}/members/{bob.Id}", new { role = "moderator" });
        await owner.Patch($"rooms/{room}", new { topic = "planted", title = "planted", slowMode = 1 });
        var invite = await owner.Client.Post($"rooms/{room}/invites", new { maxUses = 1 });
        await owner.Client.Delete($"rooms/{room}/invites/{invite.Json.GetProperty("invite").Text("id")}");
        var seq = await owner.Say(room, "planted");
        await owner.Patch($"rooms/{room}/messages/{seq}", new { clientId = "edit", text = "planted again" });
        await owner.Client.Delete($"rooms/{room}/messages/{seq}");
        await owner.Client.Delete($"rooms/{room}/members/{bob.Id}");
        await owner.Put($"rooms/{room}/bans/{bob.Id}", null);
        await owner.Client.Delete($"rooms/{room}/bans/{bob.Id}");
        Assert.Equal(204, (await owner.Client.Post($"rooms/{room}/archive")).Status);
        Assert.Equal(204, (await owner.Client.Delete($"rooms/{room}/archive")).Status);
    }
}
