using System.Net.Http.Headers;
using System.Text;
using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rest;

[Trait("Scope", "S14")]
public sealed class RestConventionsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task The_root_lists_what_the_caller_may_read()
    {
        var stranger = await _server.Client().Get("/api/v1");
        var member = await (await _server.SignedInOnce()).Client.Get("/api/v1");

        var (open, mine) = (Rels(stranger), Rels(member));
        Assert.Contains("getSignInOptions", open);
        Assert.DoesNotContain("listRooms", open);
        Assert.Contains("listRooms", mine);
        Assert.DoesNotContain("searchUsers", mine);
        Assert.Equal("/api/v1/rooms", member.Json.GetProperty("_links").GetProperty("listRooms").GetProperty("href").GetString());
    }

    [Theory]
    [Trait("Scope", "S18")]
    [InlineData("/api/v2/rooms", 404)]
    [InlineData("/api/v2", 404)]
    [InlineData("/api/v1/rooms?version=v2", 404)]
    [InlineData("/api/rooms?version=v2", 404)]
    [InlineData("/api/v1/rooms?version=v1", 200)]
    [InlineData("/api/rooms?version=v1", 200)]
    [InlineData("/api/rooms?version=1", 404)]
    [InlineData("/api/v1/rooms?version=1", 200)] // not of the API: routes may have such a parameter
    public async Task A_version_that_there_is_not_is_said_to_be_unknown(string path, int status)
    {
        var answer = await (await _server.SignedInOnce()).Client.Get(path);

        Assert.Equal((status, status == 404 ? ErrorCatalog.UnknownVersion : null), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("image/png", 406)]
    [InlineData("application/json;q=0", 406)]
    [InlineData("text/html, */*;q=0.1", 200)]
    [InlineData("application/*", 200)]
    public async Task Who_does_not_take_JSON_is_told_that_there_is_nothing_else(string accept, int status)
    {
        var answer = await (await _server.SignedInOnce()).Client.With("Accept", accept).Get("me");

        Assert.Equal((status, status == 406 ? ErrorCatalog.NotAcceptable : null), (answer.Status, answer.Code));
    }

    [Fact]
    [Trait("Scope", "S18")]
    public async Task Bodies_may_be_forms_of_both_kinds_and_merge_patches()
    {
        var user = await _server.SignedIn("forms");
        var created = await user.Client.PostText("rooms", "name=by-form&title=By+form&visibility=private", "application/x-www-form-urlencoded");
        using var parts = new MultipartFormDataContent { { new StringContent("hello"), "text" }, { new StringContent("c1"), "clientId" } };
        var sent = await user.Client.Send(HttpMethod.Post, $"rooms/{created["id"]}/messages", parts);
        using var patch = new StringContent("""{"topic":"patched"}""", Encoding.UTF8, "application/merge-patch+json");
        var patched = await user.Client.Send(HttpMethod.Patch, $"rooms/{created["id"]}", patch);
        using var form = new StringContent("slowMode=5", Encoding.UTF8, "application/x-www-form-urlencoded");
        var slowed = await user.Client.Send(HttpMethod.Patch, $"rooms/{created["id"]}", form);

        Assert.Equal((201, "By form", "private"), (created.Status, created["title"], created["visibility"]));
        Assert.Equal((201, "hello"), (sent.Status, sent["text"]));
        Assert.Equal((200, "patched"), (patched.Status, patched["topic"]));
        Assert.Equal((200, "5"), (slowed.Status, slowed["slowMode"]));
    }

    [Theory]
    [InlineData("name=a&name=b", "application/x-www-form-urlencoded", 400)]
    [InlineData("x", "multipart/form-data; boundary=y", 400)]
    [InlineData("name=", "application/x-www-form-urlencoded", 422)]
    public async Task A_form_is_refused_as_JSON_would_be(string body, string type, int status)
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        var answer = await (await _server.SignedInOnce()).Client.Send(HttpMethod.Post, "rooms", content);

        Assert.Equal(status, answer.Status);
        Assert.NotNull(answer.Code);
    }

    /// <summary>That it becomes JSON must not make a form look like something that no page of another site can send.</summary>
    [Fact]
    public async Task A_form_with_a_cookie_and_without_a_word_on_where_it_comes_from_is_refused()
    {
        var user = await _server.SignedIn("form-by-cookie", Parley.Sessions.SessionForm.Cookie);
        var answer = await user.Client.PostText("rooms", "name=cross&visibility=public", "application/x-www-form-urlencoded");

        Assert.Equal((403, ErrorCatalog.CrossSite), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task What_one_has_already_is_not_sent_again_and_what_has_changed_is_not_overwritten()
    {
        var user = await _server.SignedIn("tags");
        var room = await user.NewRoom("tagged", "public");
        var read = await user.Client.Get($"rooms/{room}");
        var tag = read.Headers.ETag!.ToString();

        var same = await user.Client.With("If-None-Match", tag).Get($"rooms/{room}");
        var first = await Patch(user.Client.With("If-Match", tag), room, """{"topic":"one"}""");
        var second = await Patch(user.Client.With("If-Match", tag), room, """{"topic":"two"}""");
        var now = await user.Client.With("If-None-Match", tag).Get($"rooms/{room}");

        Assert.Equal((304, ""), (same.Status, same.Body));
        Assert.Equal((200, 412, ErrorCatalog.PreconditionFailed), (first.Status, second.Status, second.Code));
        Assert.Equal((200, "one"), (now.Status, now["topic"]));
        Assert.Equal(404, (await Patch(user.Client.With("If-Match", tag), "nowhere", """{"topic":"x"}""")).Status);
    }

    [Fact]
    public async Task Of_many_who_change_what_they_have_read_at_the_same_time_one_does()
    {
        var user = await _server.SignedIn("at-once");
        var room = await user.NewRoom("at-once", "private");
        var client = user.Client.With("If-Match", (await user.Client.Get($"rooms/{room}")).Headers.ETag!.ToString());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Patch(client, room, $$"""{"topic":"{{i}}"}""")));

        var done = Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(7, answers.Count(answer => answer is { Status: 412, Code: ErrorCatalog.PreconditionFailed }));
        Assert.Equal(done["topic"], (await user.Client.Get($"rooms/{room}"))["topic"]);
    }

    [Fact]
    public async Task A_room_links_to_what_the_caller_may_do_next_and_to_nothing_else()
    {
        var owner = await _server.SignedIn("link-owner");
        var room = await owner.NewRoom("linked", "public");
        var stranger = await _server.SignedIn("link-stranger");

        var (theirs, mine) = (await stranger.Client.Get($"rooms/{room}"), await owner.Client.Get($"rooms/{room}"));
        var join = theirs.Json.GetProperty("_links").GetProperty("join");
        var joined = await stranger.Client.Send(new HttpMethod(join.Text("method")!), join.Text("href")!);

        Assert.Equal(201, joined.Status);
        Assert.DoesNotContain("edit", Rels(theirs));
        Assert.DoesNotContain("send", Rels(theirs));
        Assert.Superset(new HashSet<string> { "self", "edit", "send", "archive", "members", "messages" }, Rels(mine).ToHashSet());
        Assert.DoesNotContain("join", Rels(mine));
    }

    [Fact]
    public async Task Lists_are_filtered_sorted_and_cut()
    {
        var user = await _server.SignedIn("lists");
        foreach (var (name, visibility) in new[] { ("list-b", "private"), ("list-a", "private"), ("list-c", "private"), ("list-d", "public") })
        {
            await user.NewRoom(name, visibility);
        }

        var sorted = await user.Client.Get("rooms?member=me&visibility=private&sortby=name&order=desc");
        var page = await user.Client.Get("rooms?member=me&visibility=private&sortby=name&page=2&per_page=2");
        var cut = await user.Client.Get("rooms?member=me&visibility=private&sortby=name&limit=1&offset=1");

        Assert.Equal(["list-c", "list-b", "list-a"], Names(sorted));
        Assert.Equal(["list-c"], Names(page));
        Assert.Equal(["list-b"], Names(cut));
        Assert.Equal("3", page.Headers.GetValues("X-Total-Count").Single());
        var links = cut.Headers.GetValues("Link").Single();
        Assert.All(["first", "prev", "next", "last"], rel => Assert.Contains($"rel=\"{rel}\"", links, StringComparison.Ordinal));
        Assert.Contains("offset=2", links, StringComparison.Ordinal);
        Assert.Contains("sortby=name", links, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sortby=secret", "sortby")]
    [InlineData("order=up", "order")]
    [InlineData("limit=0", "limit")]
    [InlineData("per_page=x", "per_page")]
    [InlineData("page=1&offset=2", "page")]
    public async Task What_a_list_cannot_be_asked_is_refused_by_name(string query, string field)
    {
        var answer = await (await _server.SignedInOnce()).Client.Get($"rooms?{query}");

        Assert.Equal((422, ErrorCatalog.Invalid), (answer.Status, answer.Code));
        Assert.Equal([field], answer.FaultyFields);
        if (field == "sortby")
        {
            Assert.Contains("createdAt", answer["error"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_list_that_moves_links_to_its_next_page()
    {
        var user = await _server.SignedIn("moving");
        var room = await user.NewRoom("moving-room", "public");
        await (await _server.SignedIn("moving-too")).Client.Send(HttpMethod.Put, $"rooms/{room}/members/me");

        var first = await user.Client.Get($"rooms/{room}/members?limit=1");
        var next = first.Headers.GetValues("Link").Single();
        var second = await user.Client.Get(next[1..next.IndexOf('>', StringComparison.Ordinal)]);

        Assert.EndsWith("rel=\"next\"", next, StringComparison.Ordinal);
        Assert.NotEqual(first.Body, second.Body);
        Assert.Equal(1, second.Json.GetArrayLength());
        Assert.False((await user.Client.Get($"rooms/{room}/members")).Headers.Contains("Link"));
    }

    private static Task<Answer> Patch(TestClient client, string room, string body) =>
        client.Send(HttpMethod.Patch, $"rooms/{room}", new StringContent(body, Encoding.UTF8, "application/json"));

    private static string[] Rels(Answer root) => [.. root.Json.GetProperty("_links").EnumerateObject().Select(link => link.Name)];

    private static string?[] Names(Answer rooms) => [.. rooms.Json.EnumerateArray().Select(room => room.Text("name"))];
}
