using Parley.Access;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rooms;

/// <summary>Conversations of several people, which are no rooms of anybody's.</summary>
[Trait("Scope", "P6")]
public sealed class GroupDirectTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task The_same_people_have_one_conversation_whoever_begins_it_and_it_is_known_by_its_people()
    {
        var (ann, bob, cat) = (await _server.SignedIn("grp-ann"), await _server.SignedIn("grp-bob"), await _server.SignedIn("grp-cat"));

        var made = await Task.WhenAll(
            Open(ann, "grp-bob", "grp-cat"), Open(bob, cat.Id, ann.Id), Open(cat, "grp-ann", "grp-bob", "grp-bob", "grp-cat"), Open(ann, cat.Id, bob.Id));

        Assert.All(made, answer => Assert.Equal(200, answer.Status));
        var room = Assert.Single(made.Select(answer => answer["id"]).Distinct())!;
        var view = (await ann.Client.Get($"rooms/{room}")).Json;
        Assert.Equal(("group", "member"), (view.Text("visibility"), view.Text("role")));
        Assert.Equal(new[] { bob.Id, cat.Id }.Order(), People(view));
        Assert.Equal(["know", "pin", "read", "write"], view.GetProperty("may").EnumerateArray().Select(one => one.GetString()).Order());
        var listed = (await cat.Client.Get("rooms?member=me")).Json.EnumerateArray().Single(one => one.Text("id") == room);
        Assert.Equal(new[] { ann.Id, bob.Id }.Order(), People(listed));
        await bob.Say(room, "hello");
        Assert.Equal(200, (await cat.Client.Get($"rooms/{room}/messages")).Status);

        // Two are a conversation of two, and one's own name makes no difference.
        Assert.Equal(("direct", bob.Id), await Kind(ann, "grp-bob", "grp-ann"));
        Assert.Equal((422, "invalid"), Problem(await Open(ann, "grp-ann")));
        Assert.Equal((404, "user-not-found"), Problem(await Open(ann, "grp-bob", "grp-nobody")));
        Assert.Equal((422, "invalid"), Problem(await ann.Client.Post("direct", new { user = "grp-bob", users = new[] { "grp-cat" } })));
        var guest = await _server.Somebody("grp-guest", ServerRole.Guest);
        Assert.Equal((403, "forbidden"), Problem(await Open(guest, "grp-ann", "grp-bob")));
    }

    [Fact]
    public async Task With_one_more_it_is_another_conversation_and_what_was_said_stays_among_those_who_said_it()
    {
        var (ann, bob, cat, dan) = (await User(), await User(), await User(), await User());
        var three = (await Open(ann, bob.Id, cat.Id))["id"]!;
        await ann.Say(three, "planted among three");

        // By no way does somebody come into it, or go; nor is there an owner who could.
        Assert.Equal((403, "forbidden"), Problem(await ann.Put($"rooms/{three}/members/{dan.Id}", null)));
        Assert.Equal((403, "forbidden"), Problem(await ann.Client.Post($"rooms/{three}/invites", new { maxUses = 1 })));
        Assert.Equal((403, "forbidden"), Problem(await ann.Client.Delete($"rooms/{three}/members/{bob.Id}")));
        Assert.Equal((403, "forbidden"), Problem(await bob.Client.Delete($"rooms/{three}/members/me")));
        Assert.Equal((403, "forbidden"), Problem(await ann.Patch($"rooms/{three}", new { visibility = "public" })));
        Assert.Equal((404, "room-not-found"), Problem(await dan.Put($"rooms/{three}/members/me", null)));
        Assert.All((await ann.Client.Get($"rooms/{three}/members")).Json.EnumerateArray(), member => Assert.Equal("member", member.Text("role")));

        var four = (await Open(ann, bob.Id, cat.Id, dan.Id))["id"]!;
        Assert.NotEqual(three, four);
        Assert.DoesNotContain("planted", (await dan.Client.Get($"rooms/{four}/events?after=0")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(three, (await dan.Client.Get("rooms")).Body, StringComparison.Ordinal);
        Assert.Equal(three, (await Open(cat, ann.Id, bob.Id))["id"]);
    }

    [Fact]
    public async Task There_are_no_more_people_in_it_than_the_option_says()
    {
        var users = new List<TestUser>();
        for (var i = 0; i < 11; i++)
        {
            users.Add(await User());
        }

        Assert.Equal(200, (await Open(users[0], [.. users[1..10].Select(user => user.Id)])).Status);
        Assert.Equal((422, "invalid"), Problem(await Open(users[0], [.. users[1..].Select(user => user.Id)])));
    }

    private static Task<Answer> Open(TestUser user, params string[] users) => user.Client.Post("direct", new { users });

    private static async Task<(string?, string?)> Kind(TestUser user, params string[] users)
    {
        var room = await Open(user, users);
        return (room["visibility"], room["direct"]);
    }

    private static IEnumerable<string?> People(System.Text.Json.JsonElement room) => room.GetProperty("people").EnumerateArray().Select(one => one.GetString()).Order();

    private Task<TestUser> User() => _server.SignedIn($"grp-{Guid.NewGuid():N}"[..20]);

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
