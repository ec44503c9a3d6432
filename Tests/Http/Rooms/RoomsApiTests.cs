using System.Net.Http.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rooms;

public sealed class RoomsApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_room_is_created_found_by_id_and_name_and_listed()
    {
        var user = await _server.SignedInOnce();

        var created = await user.Client.Post("rooms", new { name = "Grüne-Wiese_1", title = "Meadow", visibility = "public" });
        var byId = await user.Client.Get($"rooms/{created["id"]}");
        var byName = await user.Client.Get("rooms/gr%C3%BCne-wiese_1");
        var mine = await user.Client.Get("rooms?member=me");

        Assert.Equal(201, created.Status);
        Assert.Equal($"/api/v1/rooms/{created["id"]}", created.Headers.Location!.ToString());
        Assert.Equal(("owner", "True", "2", "0", "0"), (created["role"], created["member"], created["lastSeq"], created["readSeq"], created["readN"]));
        Assert.Equal(created["id"], byId["id"]);
        Assert.Equal(created["id"], byName["id"]);
        Assert.Contains(mine.Json.EnumerateArray(), room => room.Text("id") == created["id"] && room.Text("title") == "Meadow");
        Assert.Equal((409, "name-taken"), Problem(await user.Client.Post("rooms", new { name = "GRÜNE-wiese_1", visibility = "public" })));
    }

    [Theory]
    [InlineData("", "public", "name")]
    [InlineData("two words", "public", "name")]
    [InlineData("a/b", "public", "name")]
    [InlineData("fine", "secret", "visibility")]
    [InlineData("fine", null, "visibility")]
    public async Task What_cannot_be_a_room_is_refused_by_field(string name, string? visibility, string field)
    {
        var answer = await (await _server.SignedInOnce()).Client.Post("rooms", new { name, visibility });

        Assert.Equal((422, "invalid"), Problem(answer));
        Assert.Equal([field], answer.FaultyFields);
    }

    [Fact]
    public async Task Limits_of_name_and_title_are_kept()
    {
        var client = (await _server.SignedInOnce()).Client;

        Assert.Equal(201, (await client.Post("rooms", new { name = new string('n', 64), title = new string('t', 120), visibility = "public" })).Status);
        Assert.Equal(422, (await client.Post("rooms", new { name = new string('n', 65), visibility = "public" })).Status);
        Assert.Equal(422, (await client.Post("rooms", new { name = "long-title", title = new string('t', 121), visibility = "public" })).Status);
    }

    [Fact]
    public async Task A_private_room_is_like_none_for_others()
    {
        var owner = await _server.SignedInOnce();
        var stranger = await _server.SignedIn("stranger");
        var room = await owner.NewRoom("secret-den", "private");

        foreach (var name in new[] { room, "secret-den", "no-such-room" })
        {
            Assert.Equal((404, "room-not-found"), Problem(await stranger.Client.Get($"rooms/{name}")));
            Assert.Equal((404, "room-not-found"), Problem(await stranger.Client.Get($"rooms/{name}/events")));
            Assert.Equal((404, "room-not-found"), Problem(await stranger.Client.Get($"rooms/{name}/members")));
            Assert.Equal((404, "room-not-found"), Problem(await stranger.Client.Post($"rooms/{name}/messages", new { clientId = "c", text = "hi" })));
            Assert.Equal((404, "room-not-found"), Problem(await stranger.Client.Send(HttpMethod.Put, $"rooms/{name}/members/me")));
        }
    }

    [Fact]
    public async Task Joining_and_leaving_may_be_repeated()
    {
        var room = await (await _server.SignedInOnce()).NewRoom();
        var guest = await _server.SignedIn("guest-who-joins");

        var joined = await guest.Client.Send(HttpMethod.Put, $"rooms/{room}/members/me");
        var again = await guest.Client.Send(HttpMethod.Put, $"rooms/{room}/members/me");
        var members = await guest.Client.Get($"rooms/{room}/members");
        var firstPage = await guest.Client.Get($"rooms/{room}/members?limit=1");
        var left = await guest.Client.Delete($"rooms/{room}/members/me");
        var leftAgain = await guest.Client.Delete($"rooms/{room}/members/me");

        Assert.Equal((201, 200), (joined.Status, again.Status));
        Assert.Equal((room, "3"), (joined["room"], joined["seq"]));
        Assert.Equal(joined["seq"], again["seq"]);
        Assert.Equal(["member", "owner"], members.Json.EnumerateArray().Select(member => member.Text("role")).Order());
        Assert.Contains(members.Json.EnumerateArray(), member => member.GetProperty("user").Text("userName") == "guest-who-joins");
        Assert.Equal(1, firstPage.Json.GetArrayLength());
        Assert.Equal((204, 204), (left.Status, leftAgain.Status));
    }

    [Fact]
    public async Task A_message_is_sent_once_edited_and_erased()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        var message = new { clientId = "c1", text = "hello" };

        var sent = await user.Client.Post($"rooms/{room}/messages", message);
        var again = await user.Client.Post($"rooms/{room}/messages", message);
        var conflict = await user.Client.Post($"rooms/{room}/messages", message with { text = "other" });
        var edited = await user.Client.Send(HttpMethod.Patch, $"rooms/{room}/messages/3", JsonContent.Create(new { clientId = "e1", text = "hullo" }));
        var erased = await user.Client.Delete($"rooms/{room}/messages/3");
        var erasedAgain = await user.Client.Delete($"rooms/{room}/messages/3");
        var page = await user.Client.Get($"rooms/{room}/events?after=2");

        Assert.Equal((201, 200), (sent.Status, again.Status));
        Assert.Equal(("3", "messagePosted", "hello", room, "c1", "1"), (sent["seq"], sent["kind"], sent["text"], sent["room"], sent["clientId"], sent["n"]));
        Assert.Equal(sent["seq"], again["seq"]);
        Assert.Equal((409, "client-id-conflict"), Problem(conflict));
        Assert.Equal((200, "4"), (edited.Status, edited["seq"]));
        Assert.Equal((204, 204), (erased.Status, erasedAgain.Status));
        Assert.Equal(["messagePosted", "messageEdited", "messageDeleted"], page.Json.GetProperty("events").EnumerateArray().Select(e => e.Text("kind")));
        Assert.DoesNotContain("hello", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("hullo", page.Body, StringComparison.Ordinal);
        Assert.True(page.Json.GetProperty("events")[0].GetProperty("deleted").GetBoolean());
    }

    [Theory]
    [InlineData("", "hi", "clientId")]
    [InlineData("c c", "hi", "clientId")]
    [InlineData("é", "hi", "clientId")]
    [InlineData("c", "", "text")]
    public async Task What_cannot_be_a_message_is_refused_by_field(string clientId, string text, string field)
    {
        var user = await _server.SignedInOnce();
        var answer = await user.Client.Post($"rooms/{await user.NewRoom()}/messages", new { clientId, text });

        Assert.Equal((422, "invalid"), Problem(answer));
        Assert.Equal([field], answer.FaultyFields);
    }

    [Fact]
    public async Task The_longest_text_is_taken_and_one_more_is_not()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();

        Assert.Equal(201, (await user.Client.Post($"rooms/{room}/messages", new { clientId = "c1", text = new string('x', 16_000) })).Status);
        Assert.Equal(422, (await user.Client.Post($"rooms/{room}/messages", new { clientId = "c2", text = new string('x', 16_001) })).Status);
    }

    [Theory]
    [InlineData("?after=0&limit=3", "1,2,3")]
    [InlineData("?after=2&limit=2", "3,4")]
    [InlineData("?before=3&limit=10", "1,2")]
    [InlineData("?limit=2", "6,7")]
    [InlineData("", "1,2,3,4,5,6,7")]
    [InlineData("?limit=5000", "1,2,3,4,5,6,7")]
    [InlineData("?after=7", "")]
    public async Task History_comes_in_pages(string query, string expected)
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        for (var i = 0; i < 5; i++)
        {
            await user.Say(room, $"{i}");
        }

        var page = await user.Client.Get($"rooms/{room}/events{query}");

        Assert.Equal(expected, string.Join(',', page.Json.GetProperty("events").EnumerateArray().Select(e => e.Seq())));
        Assert.Equal(("7", room, expected.Length == 0 ? "0" : expected[..1]), (page["lastSeq"], page["room"], page["firstSeq"]));
    }

    [Theory]
    [InlineData("?after=1&before=3", 422)]
    [InlineData("?after=-1", 422)]
    [InlineData("?limit=0", 422)]
    [InlineData("?after=one", 400)]
    [InlineData("?after=9007199254740993", 422)]
    public async Task Odd_pages_are_refused(string query, int status)
    {
        var user = await _server.SignedInOnce();
        Assert.Equal(status, (await user.Client.Get($"rooms/{await user.NewRoom()}/events{query}")).Status);
    }

    [Fact]
    public async Task Strangers_are_asked_to_sign_in()
    {
        var client = _server.Client();
        foreach (var path in new[] { "rooms", "rooms/lobby", "rooms/lobby/events", "rooms/lobby/members" })
        {
            Assert.Equal((401, "not-signed-in"), Problem(await client.Get(path)));
        }
    }

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
