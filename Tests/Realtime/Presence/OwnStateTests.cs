using Dapper;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Parley.Grains.Storage;
using Parley.Presence;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime.Presence;

/// <summary>What is a person's own is the same on every device, without a reload.</summary>
[Trait("Scope", "P6")]
public sealed class OwnStateTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task What_was_read_on_one_device_is_read_on_all()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        await ann.Say(room, "one");
        await ann.Say(room, "two");
        var (phone, state) = await _server.Listen(ann);
        await using var hub = await HubClient.Connect(_server, await _server.SignedInAgain(ann.Id), HttpTransportType.WebSockets, isMessagePack: true);
        var same = await hub.Call("WatchMe");

        await hub.Call("MarkRead", room, 4L);
        var moved = await phone.Change("read", read => read.Text("room") == room);
        var heard = await hub.Own.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(HubClient.Patience, TestContext.Current.CancellationToken);

        Assert.Equal(state.Text("epoch"), same.Text("epoch"));
        Assert.Equal((4, 2), (moved.GetProperty("readSeq").GetInt32(), moved.GetProperty("readN").GetInt32()));
        Assert.False(moved.TryGetProperty("back", out _));
        Assert.Equal(room, heard.GetProperty("changes")[0].Text("room"));
        Assert.Equal((4, 2), (await ann.Client.Get("me/state")).Json.ReadIn(room));
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task A_read_position_goes_back_only_when_it_is_told_to_and_then_on_every_device()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        await ann.Say(room, "one");
        await ann.Say(room, "two");
        var (phone, _) = await _server.Listen(ann);
        await using var socket = await RawWebSocketClient.Connect(_server, ann);
        await socket.Send(new { type = "markRead", id = 1, room, seq = 4 });
        await phone.Change("read");

        await socket.Send(new { type = "markRead", id = 2, room, seq = 3 });
        await socket.Find("ack");
        var still = await socket.Find("ack");
        await socket.Send(new { type = "markUnread", id = 3, room, seq = 4 });
        var unread = await socket.Find("ack");
        var back = await phone.Change("read");
        var further = await Read(ann, "unread", room, 99);
        var forward = await Read(ann, "read", room, 4);

        Assert.Equal(4, still.GetProperty("readSeq").GetInt32());
        Assert.Equal((3, 1), (unread.GetProperty("readSeq").GetInt32(), unread.GetProperty("readN").GetInt32()));
        Assert.Equal((3, true), (back.GetProperty("readSeq").GetInt32(), back.GetProperty("back").GetBoolean()));
        Assert.Equal("3", further["readSeq"]); // never forward
        Assert.Equal("4", forward["readSeq"]);
        Assert.Equal("422", $"{(await Read(ann, "unread", room, 0)).Status}");
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task What_was_marked_as_unread_is_on_disk_when_the_answer_comes()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        await ann.Say(room, "one");
        await Read(ann, "read", room, 3);
        await Read(ann, "unread", room, 3);

        var databases = _server.Services.GetRequiredService<Databases>();
        var stored = await databases.Grains.ReadAsync((connection, moment) => connection.ExecuteScalarAsync<string>(
            "SELECT CAST(PayloadBinary AS TEXT) FROM OrleansStorage WHERE GrainTypeString = 'user' AND GrainIdExtensionString = @id", new { id = ann.Id }, moment));

        Assert.Contains($"\"{room}\":{{\"Seq\":2", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_brings_me_into_a_room_and_puts_me_out_and_my_devices_know()
    {
        var (ann, bob) = (await User(), await User());
        var room = await ann.NewRoom(visibility: "private");
        var (phone, _) = await _server.Listen(bob);

        await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/members/{bob.Id}");
        var came = await phone.Change("membership", change => change.Text("room") == room);
        await ann.Client.Delete($"rooms/{room}/members/{bob.Id}");
        var went = await phone.Change("membership", change => change.Text("room") == room);

        Assert.True(came.GetProperty("member").GetBoolean());
        Assert.False(went.GetProperty("member").GetBoolean());
        Assert.True(went.Seq() > came.Seq());
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Versions_go_on_where_the_state_ends_without_a_hole()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        for (var i = 0; i < 20; i++)
        {
            await ann.Say(room, $"{i}");
        }

        var (phone, state) = await _server.Listen(ann);
        await using var socket = await RawWebSocketClient.Connect(_server, ann);
        for (var seq = 3; seq <= 22; seq++)
        {
            await socket.Send(new { type = "markRead", room, seq });
        }

        var (version, read) = (state.GetProperty("version").GetInt64(), 0L);
        while (read < 22)
        {
            var news = await phone.Find("me");
            Assert.Equal(state.Text("epoch"), news.Text("epoch"));
            Assert.Equal(version, news.GetProperty("after").GetInt64());
            version = news.GetProperty("version").GetInt64();
            Assert.Equal(version - news.GetProperty("after").GetInt64(), news.GetProperty("changes").GetArrayLength());
            read = news.GetProperty("changes").EnumerateArray().Last().GetProperty("readSeq").GetInt64();
        }

        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Who_has_not_asked_hears_nothing_and_others_hear_nothing_of_me()
    {
        var (ann, bob) = (await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var (other, _) = await _server.Listen(bob);
        await using var silent = await RawWebSocketClient.Connect(_server, ann);

        await ann.Say(room, "hi");
        await Read(ann, "read", room, 4);
        await silent.Send(new { type = "ping", id = 1 });
        await Read(bob, "read", room, 4);

        await silent.Expect("pong");
        var heard = await other.Change("read");
        Assert.Equal(4, heard.GetProperty("readSeq").GetInt32());
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_device_that_may_have_missed_something_is_told_to_ask_again()
    {
        var ann = await User();
        var (phone, state) = await _server.Listen(ann);
        await Activations.Deactivate(_server.Grains.Presence(ann.Id)); // what it knew is gone

        // Somebody of the same part comes: the frontend learns that the part has forgotten it.
        var neighbour = await Neighbour(ann);
        var (laptop, _) = await _server.Listen(neighbour);
        var ask = await phone.Find("me");
        var again = await phone.WatchMe();
        var room = await ann.NewRoom();
        var change = await phone.Change("membership");

        Assert.NotEqual(state.Text("epoch"), ask.Text("epoch"));
        Assert.Equal(0, ask.GetProperty("changes").GetArrayLength());
        Assert.Equal(state.Text("epoch"), again.Text("epoch"));
        Assert.Equal(room, change.Text("room"));
        await phone.DisposeAsync();
        await laptop.DisposeAsync();
    }

    private async Task<TestUser> Neighbour(TestUser user)
    {
        while (true)
        {
            var other = await User();
            if (PresenceParts.Of(other.Id) == PresenceParts.Of(user.Id))
            {
                return other;
            }
        }
    }

    private Task<TestUser> User() => _server.SignedIn("own-" + Guid.NewGuid().ToString("N")[..16]);

    private static Task<Answer> Read(TestUser user, string what, string room, long seq) =>
        user.Client.Send(what == "read" ? HttpMethod.Put : HttpMethod.Post, $"rooms/{room}/{what}", System.Net.Http.Json.JsonContent.Create(new { seq }));
}
