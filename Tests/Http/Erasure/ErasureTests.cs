using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Parley.Access;
using Parley.Grains.Storage;
using Parley.Grains.Verification;
using Parley.Tests.Support;
using Parley.Users;
using Parley.Verification;
using Parley.WebFrontend.Files;
using Xunit;

namespace Parley.Tests.Http.Erasure;

/// <summary>Who is erased leaves numbers, and nothing else.</summary>
[Trait("Scope", "P6")]
public sealed partial class ErasureTests(ErasureTests.Fixture fixture) : IClassFixture<ErasureTests.Fixture>
{
    private const string Password = "correct horse";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Nothing_that_was_said_or_known_is_left_anywhere_and_the_numbers_stay()
    {
        var planted = "p" + Guid.NewGuid().ToString("N")[..12];
        var registered = (await _server.Grains.UserName(planted).Register(new RegisterUser(planted, $"Ann {planted}", Password))).Value!;
        var ann = await _server.SignedInAgain(registered.Id);
        var (bob, admin) = (await User(), await _server.Admin());
        var (room, left, own) = (await bob.NewRoom(), await bob.NewRoom(), await ann.NewRoom(visibility: "private"));
        await ann.JoinRoom(room);
        await ann.JoinRoom(left);
        await Put(ann, $"rooms/{own}/members/{bob.Id}");
        var direct = (await ann.Client.Post("direct", new { user = bob.Id }))["id"]!;

        var first = await ann.Say(room, $"first {planted}");
        await ann.Client.Send(HttpMethod.Patch, $"rooms/{room}/messages/{first}", JsonContent.Create(new { clientId = "e1", text = $"edited {planted}" }));
        var (bobs, gone) = (await bob.Say(room, "what Bob says"), await ann.Say(left, $"left {planted}"));
        await ann.Client.Delete($"rooms/{left}/members/me");
        await ann.Say(direct, $"to you {planted}");
        await bob.Say(direct, "and to you");
        await Put(ann, $"rooms/{room}/messages/{bobs}/reactions/%F0%9F%91%8D");
        await Put(ann, $"rooms/{room}/messages/{first}/reactions/%F0%9F%8E%89");
        var file = await Upload(ann, room, planted);
        await ann.Client.Post($"rooms/{room}/messages", new { clientId = "f1", text = "", files = new[] { file } });
        var unused = await Upload(ann, room, planted);
        await ann.Client.Send(HttpMethod.Put, $"me/drafts/{direct}", JsonContent.Create(new { text = $"draft {planted}" }));
        await ann.Client.Send(HttpMethod.Put, "me/status", JsonContent.Create(new { text = planted }));
        await ann.Client.Post($"rooms/{room}/scheduled", new { clientId = "s1", text = $"later {planted}", at = _server.Clock.GetUtcNow().AddDays(1) });
        await ann.Client.Post($"rooms/{room}/messages/{bobs}/report", new { reason = $"because {planted}" });
        await _server.Services.GetRequiredService<ContactStore>().ClaimAsync(ann.Id, ContactAddress.Parse(ContactKind.Email, $"{planted}@example.org")!);
        var before = await Messages(bob, room);
        Assert.NotEmpty((await bob.Client.Get($"search?q={planted}")).Json.GetProperty("hits").EnumerateArray().Concat(before)); // there is something to be found

        var refused = await ann.Client.Post("me/erasure", new { userName = planted, password = "wrong password" });
        var asked = await ann.Client.Post("me/erasure", new { userName = planted.ToUpperInvariant(), password = Password });
        await Done(admin, ann);

        // 1. Nobody is there any more, and the name is anybody's.
        Assert.Equal(("password-wrong", 202, "running"), (refused.Code, asked.Status, asked["state"]));
        Assert.Equal(401, (await ann.Client.Get("me")).Status);
        Assert.Equal(401, (await _server.Client().Post("sessions", new { userName = planted, password = Password })).Status);
        var user = (await bob.Client.Get($"users/{ann.Id}")).Json;
        Assert.Equal((true, true, "Deleted user"), (user.GetProperty("erased").GetBoolean(), user.GetProperty("deactivated").GetBoolean(), user.Text("displayName")));

        // 2. Tombstones where messages were, with all their numbers.
        var after = await Messages(bob, room);
        Assert.Equal(before.Select(message => (message.Seq(), message.GetProperty("n").GetInt64())), after.Select(message => (message.Seq(), message.GetProperty("n").GetInt64())));
        Assert.Equal([bobs], after.Where(message => message.TryGetProperty("text", out _)).Select(message => message.Seq()));
        Assert.False(after.Single(message => message.Seq() == bobs).TryGetProperty("reactions", out _));
        Assert.True((await bob.Client.Get($"rooms/{left}/messages/{gone}")).Json.GetProperty("deleted").GetBoolean());
        Assert.Equal(["and to you"], (await Messages(bob, direct)).Where(message => message.TryGetProperty("text", out _)).Select(message => message.Text("text")));
        Assert.Empty((await bob.Client.Get($"rooms/{room}/reports")).Json.EnumerateArray());

        // 3. Her room goes on with an owner, and she is in none.
        Assert.Equal([(bob.Id, "owner")], (await bob.Client.Get($"rooms/{own}/members")).Json.EnumerateArray().Select(one => (one.GetProperty("user").Text("id")!, one.Text("role")!)));
        Assert.DoesNotContain(ann.Id, (await bob.Client.Get($"rooms/{room}/members")).Body, StringComparison.Ordinal);

        // 4. Nowhere in any table, and no bytes of files.
        await _server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<FileEraser>().Single().EraseAsync();
        var files = _server.Services.GetRequiredService<IFileStore>();
        Assert.Equal((null, null), (await files.OpenReadAsync(file), await files.OpenReadAsync(unused)));
        await Eventually.Is(async () => await Found(planted) is "", $"nothing is left; it is in {await Found(planted)}");
        await Eventually.Is(async () => (await bob.Client.Get($"search?q={planted}")).Json.GetProperty("hits").GetArrayLength() == 0, "search finds nothing");
        Assert.Equal(0, await _server.Services.GetRequiredService<Databases>().Grains.ReadAsync((connection, moment) =>
            connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM OrleansReminders WHERE GrainId LIKE @id", new { id = $"%{ann.Id}%" }, moment)));
        Assert.Equal(201, (await _server.Client().Post("users", new { userName = planted, password = Password })).Status);
    }

    [Fact]
    public async Task Whoever_looks_sees_tombstones_as_they_come()
    {
        var (ann, bob) = (await User(), await User());
        var room = await bob.NewRoom();
        await ann.JoinRoom(room);
        var said = await ann.Say(room, "gone soon");
        await using var socket = await RawWebSocketClient.Connect(_server, bob);
        await socket.Send(new { type = "subscribe", id = "s", room });
        await socket.Find("subscribed");

        var asked = await ann.Client.Post("me/erasure", new { userName = ann.SignedIn.User.UserName });
        var events = new List<JsonElement>();
        while (!events.Any(e => e.Text("kind") == "memberLeft"))
        {
            events.AddRange((await socket.Find("events")).GetProperty("events").EnumerateArray());
        }

        Assert.Equal(202, asked.Status); // without a password, since she has signed in a moment ago
        var deleted = events.Single(e => e.Text("kind") == "messageDeleted");
        Assert.Equal((said, ann.Id), (deleted.GetProperty("target").GetInt64(), deleted.Text("sender")));
    }

    [Fact]
    public async Task Administrators_erase_those_below_them_and_type_whom_they_mean()
    {
        var (admin, other, ann) = (await _server.Admin(), await _server.Admin(), await User());
        var name = new { userName = ann.SignedIn.User.UserName };

        Assert.Equal("forbidden", (await ann.Client.Post($"admin/users/{admin.Id}/erasure", new { userName = admin.SignedIn.User.UserName })).Code);
        Assert.Equal("invalid", (await admin.Client.Post($"admin/users/{ann.Id}/erasure", new { userName = "somebody else" })).Code);
        Assert.Equal("forbidden", (await admin.Client.Post($"admin/users/{other.Id}/erasure", new { userName = other.SignedIn.User.UserName })).Code);
        Assert.Equal("forbidden", (await admin.Client.Post($"admin/users/{admin.Id}/erasure", new { userName = admin.SignedIn.User.UserName })).Code);
        Assert.Equal("none", (await admin.Client.Get($"admin/users/{ann.Id}/erasure"))["state"]);
        Assert.Equal(200, (await ann.Client.Get("me")).Status);

        Assert.Equal(202, (await admin.Client.Post($"admin/users/{ann.Id}/erasure", name)).Status);
        var done = await Done(admin, ann);

        Assert.Equal(admin.Id, done.Text("by"));
        Assert.Equal("user-not-found", (await admin.Patch($"admin/users/{ann.Id}", new { deactivated = false })).Code); // there is no way back
        var entries = (await admin.Client.Get("admin/audit?event=user_deleted")).Json.GetProperty("entries").EnumerateArray().Where(entry => entry.Text("target") == ann.Id).ToArray();
        Assert.Equal(["asked", "done messages=0"], entries.Select(entry => entry.Text("detail")).Where(detail => detail is not null).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(ann.SignedIn.User.UserName, JsonSerializer.Serialize(entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_password_shows_a_sign_in_that_is_young_and_the_last_owner_stays()
    {
        await using var server = await TestServer.Start();
        var (ann, owner) = (await server.SignedIn("ann"), await server.Somebody("olga", ServerRole.Member));
        await server.Grains.User(owner.Id).SetRole(ServerRole.Owner);
        owner = await server.SignedInAgain(owner.Id);

        Assert.Equal("last-owner", (await owner.Client.Post("me/erasure", new { userName = "olga" })).Code);
        Assert.Equal(200, (await owner.Client.Get("me")).Status);

        var refresh = ann.RefreshToken;
        server.Clock.Advance(TimeSpan.FromMinutes(30));
        var token = (await server.Client().Post("sessions/refresh", new { refreshToken = refresh }))["accessToken"]!;
        Assert.Equal("sign-in-again", (await server.Client().WithToken(token).Post("me/erasure", new { userName = "ann" })).Code);
        Assert.Equal(200, (await server.Client().WithToken(token).Get("me")).Status);
    }

    private Task<TestUser> User() => _server.SignedIn("era-" + Guid.NewGuid().ToString("N")[..16]);

    private async Task<string> Found(string text) => string.Join(' ', (await StoredText.FindAsync(_server.Services.GetRequiredService<Databases>(), text))
        .Where(place => !place.StartsWith("identity.audit", StringComparison.Ordinal))); // what was tried is on record: a sign-in with that name was refused above

    private static Task<Answer> Put(TestUser user, string path) => user.Client.Send(HttpMethod.Put, path);

    private static async Task<List<JsonElement>> Messages(TestUser user, string room) =>
        [.. (await user.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray()];

    private static async Task<JsonElement> Done(TestUser admin, TestUser erased)
    {
        JsonElement status = default;
        await Eventually.Is(async () => (status = (await admin.Client.Get($"admin/users/{erased.Id}/erasure")).Json).Text("state") == "done", "the erasure is done");
        return status;
    }

    private static async Task<string> Upload(TestUser user, string room, string name)
    {
        var bytes = Encoding.UTF8.GetBytes($"content {name}");
        var id = (await user.Client.Post($"rooms/{room}/uploads", new { name = $"{name}.txt", size = bytes.Length }))["id"]!;
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        Assert.Equal(204, (await user.Client.With("Upload-Offset", "0").Send(HttpMethod.Patch, $"uploads/{id}", content)).Status);
        return id;
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await TestServer.Start("--Parley:Erasure:SecondLook=00:00:01", "--Parley:Search:IndexDelay=00:00:00", "--Parley:Rooms:OwnersMayDelete=true", "--Parley:Jobs:LookEvery=00:00:00.200");

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
