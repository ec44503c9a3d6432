using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Sessions;

/// <summary>A ticket for clients that cannot send headers: one socket, soon, once.</summary>
[Trait("Scope", "S6")]
public sealed class TicketTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_ticket_opens_one_socket_and_no_second()
    {
        var ann = await _server.SignedIn("ann");
        var answer = await ann.Client.Post("sessions/ticket");
        Assert.Equal((201, "60"), (answer.Status, answer["expiresIn"]));
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);

        await using var socket = await Connect(answer["ticket"]!);
        var ready = await socket.Expect("ready");
        Assert.Equal((ann.Id, ann.Session), (ready.Text("user"), ready.Text("session")));

        await using var replay = await Connect(answer["ticket"]!);
        Assert.Equal(4401, await replay.CloseCode());
    }

    [Fact]
    public async Task Of_many_who_come_with_the_same_ticket_at_the_same_time_one_gets_in()
    {
        var bob = await _server.SignedIn("bob");
        var ticket = (await bob.Client.Post("sessions/ticket"))["ticket"]!;

        var sockets = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Connect(ticket)));
        var frames = await Task.WhenAll(sockets.Select(async socket => (await socket.Receive()).Opcode));

        Assert.Single(frames, RawWebSocketClient.TextFrame);
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_ticket_opens_the_hub_without_negotiation_and_is_not_spent_by_what_opens_nothing()
    {
        var carla = await _server.SignedIn("carla");
        var ticket = (await carla.Client.Post("sessions/ticket"))["ticket"]!;

        Assert.Equal(401, (await _server.Client().Post($"/hub/negotiate?negotiateVersion=1&ticket={ticket}")).Status);
        Assert.Equal(401, (await _server.Client().Get($"me?ticket={ticket}")).Status);
        await using var foreign = await RawWebSocketClient.Connect(_server.Address, $"/api/v1/ws?ticket={ticket}", "Origin: https://evil.example");
        Assert.Equal(4403, await foreign.CloseCode());

        await using var hub = await RawWebSocketClient.Connect(_server.Address, $"/hub?ticket={ticket}");
        Assert.Equal(101, hub.Status);
        await using var again = await RawWebSocketClient.Connect(_server.Address, $"/hub?ticket={ticket}");
        Assert.Equal(401, again.Status);
    }

    [Fact]
    public async Task A_ticket_is_no_access_token_and_an_access_token_no_ticket()
    {
        var dora = await _server.SignedIn("dora");
        var ticket = (await dora.Client.Post("sessions/ticket"))["ticket"]!;

        Assert.Equal((401, ErrorCatalog.NotSignedIn), await Code(_server.Client().WithToken(ticket).Get("me")));
        await using var socket = await Connect(dora.AccessToken);
        Assert.Equal(4401, await socket.CloseCode());
        await using var first = await RawWebSocketClient.Connect(_server.Address);
        await first.Send(new { type = "auth", token = ticket });
        Assert.Equal(4401, await first.CloseCode());
    }

    [Fact]
    public async Task A_ticket_ends_at_its_time_and_with_its_session()
    {
        await using var server = await TestServer.Start();
        var emil = await server.SignedIn("emil");
        var late = (await emil.Client.Post("sessions/ticket"))["ticket"]!;
        server.Clock.Advance(TimeSpan.FromSeconds(91)); // clocks may differ by 30 s
        await using var tooLate = await RawWebSocketClient.Connect(server.Address, $"/api/v1/ws?ticket={late}");
        Assert.Equal(4401, await tooLate.CloseCode());

        var ended = (await emil.Client.Post("sessions/ticket"))["ticket"]!;
        await emil.Client.Delete("sessions/current");
        await using var signedOut = await RawWebSocketClient.Connect(server.Address, $"/api/v1/ws?ticket={ended}");
        Assert.Equal(4401, await signedOut.CloseCode());
    }

    [Fact]
    public async Task Nobody_gets_a_ticket_without_signing_in() => Assert.Equal(401, (await _server.Client().Post("sessions/ticket")).Status);

    private Task<RawWebSocketClient> Connect(string ticket) => RawWebSocketClient.Connect(_server.Address, $"/api/v1/ws?ticket={ticket}");

    private static async Task<(int, string?)> Code(Task<Answer> request)
    {
        var answer = await request;
        return (answer.Status, answer.Code);
    }
}
