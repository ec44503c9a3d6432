using System.Net.Http.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime.Presence;

/// <summary>Those who look at a small room see at once how far the others have read.</summary>
[Trait("Scope", "P6")]
public sealed class SeenTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Who_looks_is_told_at_once_who_has_seen_a_message_unless_they_do_not_want_it_told()
    {
        var server = fixture.Server;
        var (ann, bob) = (await server.SignedIn("seen-ann"), await server.SignedIn("seen-bob"));
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var first = await ann.Say(room, "first");
        await using var anns = await RawWebSocketClient.Connect(server, ann);
        await anns.Send(new { type = "subscribe", id = "s", room });
        await anns.Find("subscribed");

        await bob.Client.Send(HttpMethod.Put, $"rooms/{room}/read", JsonContent.Create(new { seq = first }));
        var seen = await anns.Find("ephemeral");

        Assert.Equal((room, "seen", bob.Id, first), (seen.Text("room"), seen.Text("kind"), seen.Text("user"), seen.GetProperty("seq").GetInt64()));

        await bob.Client.Send(HttpMethod.Put, "me/settings", JsonContent.Create(new { receipts = false }));
        var second = await ann.Say(room, "second");
        await bob.Client.Send(HttpMethod.Put, $"rooms/{room}/read", JsonContent.Create(new { seq = second }));
        await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/read", JsonContent.Create(new { seq = second }));

        Assert.Equal((ann.Id, second), await anns.Find("ephemeral") is var next ? (next.Text("user")!, next.GetProperty("seq").GetInt64()) : default);
    }
}
