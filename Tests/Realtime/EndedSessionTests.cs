using Microsoft.AspNetCore.Http.Connections;
using Parley.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime;

/// <summary>T1, on one server: whoever was signed out gets nothing more, on whatever road. Over two frontends: Tests/Processes/Cluster.</summary>
public sealed class EndedSessionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData(HttpTransportType.WebSockets, false)]
    [InlineData(HttpTransportType.WebSockets, true)]
    [InlineData(HttpTransportType.ServerSentEvents, false)]
    [InlineData(HttpTransportType.LongPolling, false)]
    public async Task T1_hub_connections_of_ended_sessions_close_within_a_second_and_get_no_event(HttpTransportType transport, bool isMessagePack)
    {
        var owner = await _server.SignedIn($"o{Guid.NewGuid():N}"[..20]);
        var room = await owner.NewRoom();
        var stolen = await _server.SignedInAgain(owner.Id);
        await using var hub = await HubClient.Connect(_server, stolen, transport, isMessagePack);
        await hub.Call("Subscribe", room, null, null);
        await owner.Say(room, "before");
        Assert.Equal("before", (await hub.Events(1))[0].Text("text"));
        await using var bystander = await RawWebSocketClient.Connect(_server, owner);
        await bystander.Send(new { type = "subscribe", room });
        await bystander.Expect("subscribed");

        Assert.Equal(204, (await owner.Client.Delete("sessions?except=current")).Status);
        await owner.Say(room, "after");
        await hub.Closed.WaitAsync(Second, TestContext.Current.CancellationToken);

        Assert.Equal("after", (await bystander.Events(1))[0].Text("text")); // it was sent, and to others it went
        Assert.False(hub.Batches.TryRead(out _));
        Assert.Equal("session-ended", hub.Farewell?.Text("reason"));
        Assert.Equal(401, (await stolen.Client.Get("me")).Status);
    }

    [Fact]
    public async Task T1_a_raw_socket_gets_its_farewell_and_nothing_else()
    {
        var owner = await _server.SignedIn($"o{Guid.NewGuid():N}"[..20]);
        var room = await owner.NewRoom();
        var stolen = await _server.SignedInAgain(owner.Id);
        await using var socket = await RawWebSocketClient.Connect(_server, stolen);
        await socket.Send(new { type = "subscribe", room });
        await socket.Expect("subscribed");
        socket.Patience = Second;

        Assert.Equal(204, (await owner.Client.Delete("sessions?except=current")).Status);
        await owner.Say(room, "after");

        Assert.Equal("session-ended", (await socket.Expect("closing")).Text("reason"));
        Assert.Equal(4401, await socket.CloseCode());
    }

    /// <summary>It takes nothing, so that much is queued for it: none of that may go out later.</summary>
    [Fact]
    public async Task T1_a_reader_that_does_not_read_is_cut_off_with_what_was_queued_for_it()
    {
        var owner = await _server.SignedIn($"o{Guid.NewGuid():N}"[..20]);
        var room = await owner.NewRoom();
        var stolen = await _server.SignedInAgain(owner.Id);
        await using var socket = await RawWebSocketClient.Connect(_server, stolen);
        socket.WithSmallBuffer();
        await socket.Send(new { type = "subscribe", room });
        await socket.Expect("subscribed");
        var text = new string('x', 16_000);
        await using (var sender = await RawWebSocketClient.Connect(_server, owner))
        {
            for (var i = 0; i < 600; i++) // more than the kernel's buffers take
            {
                await sender.Send(new { type = "send", room, clientId = $"c{i}", text });
                await sender.Expect("ack");
            }
        }

        Assert.Equal(204, (await owner.Client.Delete("sessions?except=current")).Status);

        await Eventually.Is(() => Task.FromResult(Connections(stolen.Session) == 0), "the connection is gone", Second);
    }

    [Fact]
    public async Task All_sessions_end_at_once_or_all_but_this_one()
    {
        var first = await _server.SignedIn($"o{Guid.NewGuid():N}"[..20]);
        var others = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => _server.SignedInAgain(first.Id, n % 2 == 0 ? SessionForm.Cookie : SessionForm.Tokens)));

        Assert.Equal(422, (await first.Client.Delete("sessions?except=s1")).Status);
        Assert.Equal(204, (await first.Client.Delete("sessions?except=current")).Status);
        Assert.All(await Task.WhenAll(others.Select(other => other.Client.Get("me"))), answer => Assert.Equal(401, answer.Status));
        foreach (var other in others.Where(other => other.SignedIn.RefreshToken is not null))
        {
            Assert.Equal(401, (await _server.Client().Post("sessions/refresh", new { refreshToken = other.RefreshToken })).Status); // not only on this frontend
        }

        Assert.Equal([first.Session], (await first.Client.Get("sessions")).Json.EnumerateArray().Select(session => session.Text("id")!));

        var byCookie = await _server.SignedInAgain(first.Id, SessionForm.Cookie);
        var all = await byCookie.Client.Delete("sessions");
        Assert.Equal((204, ""), (all.Status, all.Cookie));
        Assert.Equal(401, (await first.Client.Get("me")).Status);
        Assert.Equal(401, (await byCookie.Client.Get("me")).Status);
    }

    private int Connections(string session) =>
        ((WebFrontend.Realtime.Connections)_server.Services.GetService(typeof(WebFrontend.Realtime.Connections))!).OfSession(session);
}
