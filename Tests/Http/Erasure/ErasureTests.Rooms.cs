using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Parley.WebFrontend.Files;
using Xunit;

namespace Parley.Tests.Http.Erasure;

public sealed partial class ErasureTests
{
    [Fact]
    public async Task Of_a_deleted_room_nothing_is_left_and_its_name_is_free()
    {
        var (owner, bob, admin) = (await User(), await User(), await _server.Admin());
        var name = "gone-" + Guid.NewGuid().ToString("N")[..8];
        var room = await owner.NewRoom(name, "private");
        await Put(owner, $"rooms/{room}/members/{bob.Id}");

        // 1. All that a room can have.
        var first = await owner.Say(room, $"hello @{bob.SignedIn.User.UserName}");
        await bob.Client.Post($"rooms/{room}/messages", new { clientId = "t", text = "in the thread", thread = first });
        await bob.Client.Post($"rooms/{room}/messages", new { clientId = "p", text = "which?", poll = new { options = new[] { "a", "b" } } });
        var file = await Upload(owner, room, "plan");
        await owner.Client.Post($"rooms/{room}/messages", new { clientId = "f", text = "", files = new[] { file } });
        var unused = await Upload(bob, room, "draft");
        await Put(bob, $"rooms/{room}/messages/{first}/reactions/%F0%9F%91%8D");
        await Put(owner, $"rooms/{room}/messages/{first}/pin");
        await Put(bob, $"rooms/{room}/messages/{first}/thread/follow");
        await bob.Client.Send(HttpMethod.Put, $"rooms/{room}/read", JsonContent.Create(new { seq = first }));
        await bob.Client.Send(HttpMethod.Put, $"me/rooms/{room}", JsonContent.Create(new { level = "none" }));
        await bob.Client.Send(HttpMethod.Put, $"me/drafts/{room}", JsonContent.Create(new { text = "half a thought" }));
        await bob.Client.Post($"rooms/{room}/scheduled", new { clientId = "s1", text = "later", at = _server.Clock.GetUtcNow().AddDays(1) });
        await bob.Client.Post($"rooms/{room}/messages/{first}/report", new { reason = "because" });
        await owner.Put($"rooms/{room}/word-rules", new { rules = new[] { new { text = "nope", action = "refuse" } } });
        var invite = (await owner.Client.Post($"rooms/{room}/invites", new { }))["code"]!;
        var hook = await owner.Client.Post($"rooms/{room}/hooks", new { name = "Alerts" });
        await owner.Put($"rooms/{room}/bans/{admin.Id}", null);
        await Put(owner, $"rooms/{room}/members/{(await User()).Id}");
        await owner.Patch($"rooms/{room}/members/{bob.Id}", new { role = "muted", until = _server.Clock.GetUtcNow().AddHours(1) });
        await using var socket = await RawWebSocketClient.Connect(_server, bob);
        await socket.Send(new { type = "subscribe", id = "s", room });
        await socket.Find("subscribed");
        await Eventually.Is(async () => (await Places(room)).Any(place => place.StartsWith("search.", StringComparison.Ordinal)), "it is in the index");
        var before = await Places(room);

        // 2. Whoever has clicked once too often has not typed the name.
        Assert.Equal("forbidden", (await bob.Client.Delete($"rooms/{room}?name={name}")).Code);
        Assert.Equal("invalid", (await owner.Client.Delete($"rooms/{room}?name=den")).Code);
        Assert.Equal(["name"], (await owner.Client.Delete($"rooms/{room}")).FaultyFields);
        Assert.Equal(204, (await owner.Client.Delete($"rooms/{name}?name={name.ToUpperInvariant()}")).Status);

        // 3. It is nobody's from then on, and everybody hears of it.
        Assert.Equal(["room-not-found", "room-not-found", "room-not-found"], new[]
        {
            (await owner.Client.Get($"rooms/{room}")).Code, (await bob.Client.Get($"rooms/{room}/messages")).Code, (await owner.Client.Delete($"rooms/{room}?name={name}")).Code,
        });
        Assert.Equal("invite-not-found", (await bob.Client.Get($"invites/{invite}")).Code);
        var heard = new List<JsonElement>();
        while (!heard.Any(e => e.Text("kind") == "memberKicked" && e.Text("user") == bob.Id))
        {
            heard.AddRange((await socket.Find("events")).GetProperty("events").EnumerateArray());
        }

        Assert.True(heard.First(e => e.Text("kind") == "roomArchived").GetProperty("deleted").GetBoolean());
        Assert.DoesNotContain(room, (await bob.Client.Get("rooms?member=me")).Body, StringComparison.Ordinal);
        var next = await owner.NewRoom(name);
        Assert.NotEqual(room, next);
        Assert.Equal(next, (await owner.Client.Get($"rooms/{name}"))["id"]);

        // 4. Nothing names it but its tombstone and the audit log, and the bytes are gone.
        Assert.True(before.Count > 18, string.Join(' ', before));
        await _server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<FileEraser>().Single().EraseAsync();
        await Eventually.Is(async () =>
        {
            await _server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<FileEraser>().Single().EraseAsync();
            return (await Places(room)).Count == 0;
        }, $"nothing is left; it is in {string.Join(' ', await Places(room))}", TimeSpan.FromSeconds(20));
        var files = _server.Services.GetRequiredService<IFileStore>();
        Assert.Equal((null, null), (await files.OpenReadAsync(file), await files.OpenReadAsync(unused)));
        Assert.Equal(404, (await _server.Client().Post(new Uri(hook["url"]!).AbsolutePath, new { text = "still there?" })).Status);
        Assert.Contains("\"deleted\"", (await admin.Client.Get($"admin/audit?actor={owner.Id}&event=authz_change")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administrators_delete_a_room_that_they_are_not_in()
    {
        var (admin, ann) = (await _server.Admin(), await User());
        var name = "adm-" + Guid.NewGuid().ToString("N")[..8];
        var room = await ann.NewRoom(name, "private");

        Assert.Equal("forbidden", (await ann.Client.Delete($"admin/rooms/{room}?name={name}")).Code);
        Assert.Equal("invalid", (await admin.Client.Delete($"admin/rooms/{room}?name=other")).Code);
        Assert.Equal(204, (await admin.Client.Delete($"admin/rooms/{room}?name={name}")).Status);
        Assert.Equal("room-not-found", (await admin.Client.Delete($"admin/rooms/{room}?name={name}")).Code);
        Assert.Equal("room-not-found", (await ann.Client.Get($"rooms/{room}")).Code);
        Assert.Equal(404, (await admin.Client.Get($"rooms/{name}")).Status);
    }

    /// <summary>Where a room is named, but for what stays of it.</summary>
    private async Task<List<string>> Places(string room) => [.. (await StoredText.FindAsync(_server.Services.GetRequiredService<Databases>(), room))
        .Where(place => !place.StartsWith("identity.audit", StringComparison.Ordinal) && !place.Contains(".deleted_rooms.", StringComparison.Ordinal))];
}
