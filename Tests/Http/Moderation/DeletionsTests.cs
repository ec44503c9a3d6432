using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Parley.WebFrontend.Files;
using Xunit;

namespace Parley.Tests.Http.Moderation;

/// <summary>Moderators delete many messages at once, and may change their mind for a while.</summary>
[Trait("Scope", "P6")]
public sealed class DeletionsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task What_one_member_wrote_is_deleted_at_once_and_comes_back_as_it_was()
    {
        var (ann, bob, room) = await Room();
        var (first, other) = (await bob.Say(room, "first"), await ann.Say(room, "what Ann says"));
        await bob.Client.Send(HttpMethod.Patch, $"rooms/{room}/messages/{first}", JsonContent.Create(new { clientId = "e1", text = $"edited @{ann.SignedIn.User.UserName}" }));
        await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/messages/{first}/reactions/%F0%9F%91%8D");
        var file = await Upload(bob, room);
        await bob.Client.Post($"rooms/{room}/messages", new { clientId = "f1", text = "with a file", files = new[] { file } });
        var before = await Texts(ann, room);

        var deleted = await ann.Client.Post($"rooms/{room}/deletions", new { clientId = "d1", user = bob.SignedIn.User.UserName });
        var again = await ann.Client.Post($"rooms/{room}/deletions", new { clientId = "d1", user = bob.SignedIn.User.UserName });
        var left = await Texts(ann, room);
        var events = (await ann.Client.Get($"rooms/{room}/events?limit=1000")).Body;
        var hidden = await bob.Client.Get($"rooms/{room}/messages/{first}/edits");
        await Eraser.EraseAsync();
        var gone = await ann.Client.Get($"rooms/{room}/files/{file}");
        var listed = Assert.Single((await ann.Client.Get($"rooms/{room}/deletions")).Json.EnumerateArray());

        Assert.Equal((200, "2", ann.Id), (deleted.Status, deleted["count"], deleted["by"]));
        Assert.Equal((deleted["seq"], "2"), (again["seq"], again["count"]));
        Assert.Equal([(other, "what Ann says")], left.Where(message => message.Text is not null));
        Assert.DoesNotContain("edited @", events, StringComparison.Ordinal);
        Assert.Equal((410, 404), (hidden.Status, gone.Status));
        Assert.Equal((deleted.Json.Seq(), deleted["undoUntil"]), (listed.Seq(), listed.Text("undoUntil")));

        var undone = await ann.Client.Delete($"rooms/{room}/deletions/{deleted["seq"]}");

        Assert.Equal(200, undone.Status);
        Assert.Equal(before, await Texts(ann, room));
        var message = (await ann.Client.Get($"rooms/{room}/messages/{first}")).Json;
        Assert.Equal((1, ann.Id), (message.GetProperty("edits").GetInt32(), message.GetProperty("mentions")[0].GetString()));
        Assert.False(message.TryGetProperty("reactions", out _));
        Assert.Equal(["first", $"edited @{ann.SignedIn.User.UserName}"], (await ann.Client.Get($"rooms/{room}/messages/{first}/edits")).Json.EnumerateArray().Select(edit => edit.Text("text")));
        Assert.Equal(200, (await ann.Client.Get($"rooms/{room}/files/{file}")).Status);
        Assert.Equal("deletion-not-found", (await ann.Client.Delete($"rooms/{room}/deletions/{deleted["seq"]}")).Code);
        Assert.Equal("2", (await ann.Client.Post($"rooms/{room}/deletions", new { clientId = "d2", user = bob.Id }))["count"]); // and may go once more
    }

    [Fact]
    public async Task Messages_are_meant_by_time_by_number_and_by_the_last_so_many()
    {
        var (ann, bob, room) = await Room();
        var seqs = new List<long>();
        foreach (var n in Enumerable.Range(0, 6))
        {
            seqs.Add(await (n % 2 == 0 ? ann : bob).Say(room, $"m{n}"));
        }

        Assert.Equal("1", (await ann.Client.Post($"rooms/{room}/deletions", new { seqs = new[] { seqs[0], seqs[0], 1 } }))["count"]);
        Assert.Equal("2", (await ann.Client.Post($"rooms/{room}/deletions", new { last = 2 }))["count"]);
        Assert.Equal("0", (await ann.Client.Post($"rooms/{room}/deletions", new { since = _server.Clock.GetUtcNow().AddMinutes(1) }))["count"]);
        Assert.Equal([seqs[1], seqs[2], seqs[3]], (await Texts(ann, room)).Where(message => message.Text is not null).Select(message => message.Seq));
        Assert.Equal("3", (await ann.Client.Post($"rooms/{room}/deletions", new { since = _server.Clock.GetUtcNow().AddMinutes(-5) }))["count"]);
        Assert.Equal("invalid", (await ann.Client.Post($"rooms/{room}/deletions", new { clientId = "x" })).Code);
        Assert.Equal("invalid", (await ann.Client.Post($"rooms/{room}/deletions", new { last = 0 })).Code);
        Assert.Equal("forbidden", (await bob.Client.Post($"rooms/{room}/deletions", new { last = 1 })).Code);
    }

    [Fact]
    public async Task Once_it_cannot_be_undone_nothing_is_left_of_what_was_deleted()
    {
        await using var server = await TestServer.Start("--Parley:Rooms:UndoDelete=00:05:00");
        var ann = await server.SignedIn("ann");
        var room = await ann.NewRoom();
        await ann.Say(room, "planted here");
        var deleted = await ann.Client.Post($"rooms/{room}/deletions", new { last = 1 });
        var databases = server.Services.GetRequiredService<Databases>();
        var deletions = server.Services.GetRequiredService<RoomDeletions>();

        server.Clock.Advance(TimeSpan.FromMinutes(5.5));
        await deletions.SweepAsync();
        var later = await server.SignedInAgain(ann.Id);
        Assert.Equal("deletion-not-found", (await later.Client.Delete($"rooms/{room}/deletions/{deleted["seq"]}")).Code);
        Assert.Empty((await later.Client.Get($"rooms/{room}/deletions")).Json.EnumerateArray());
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await deletions.SweepAsync();

        Assert.Empty(await StoredText.FindAsync(databases, "planted here"));
    }

    private FileEraser Eraser => _server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<FileEraser>().Single();

    private async Task<(TestUser Ann, TestUser Bob, string Room)> Room()
    {
        var (ann, bob) = (await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        return (ann, bob, room);
    }

    private Task<TestUser> User() => _server.SignedIn("del-" + Guid.NewGuid().ToString("N")[..16]);

    private static async Task<List<(long Seq, string? Text)>> Texts(TestUser user, string room) =>
        [.. (await user.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().Select(message => (message.Seq(), message.TryGetProperty("text", out var text) ? text.GetString() : null))];

    private static async Task<string> Upload(TestUser user, string room)
    {
        var bytes = Encoding.UTF8.GetBytes("content");
        var id = (await user.Client.Post($"rooms/{room}/uploads", new { name = "a.txt", size = bytes.Length }))["id"]!;
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        Assert.Equal(204, (await user.Client.With("Upload-Offset", "0").Send(HttpMethod.Patch, $"uploads/{id}", content)).Status);
        return id;
    }
}
