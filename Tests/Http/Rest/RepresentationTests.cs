using System.Text;
using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rest;

/// <summary>Forms of resources, links between them, merge patches and what is left of a rate.</summary>
[Trait("Scope", "S15")]
public sealed class RepresentationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_resource_has_a_form_for_lists_one_of_all_its_fields_and_one_to_edit_it()
    {
        var user = await _server.SignedIn("forms-owner");
        var room = await user.NewRoom("forms-room", "private");

        var list = await user.Client.Get("rooms?member=me&view=list");
        var detail = await user.Client.Get($"rooms/{room}?view=detail");
        var edit = await user.Client.Get($"rooms/{room}?view=edit");

        Assert.All(list.Json.EnumerateArray(), item => Assert.False(item.TryGetProperty("topic", out _)));
        Assert.Equal("forms-room", list.Json.EnumerateArray().Single(item => item.Text("id") == room).Text("name"));
        Assert.True(detail.Json.TryGetProperty("topic", out _));
        Assert.Equal(("PATCH", $"/api/v1/rooms/{room}"), (edit.Json.GetProperty("action").Text("method"), edit.Json.GetProperty("action").Text("href")));
        var fields = edit.Json.GetProperty("fields").EnumerateArray().ToDictionary(field => field.Text("name")!);
        Assert.Equal(("choice", "private"), (fields["visibility"].Text("type"), fields["visibility"].Text("value")));
        Assert.Contains("Everybody may join", fields["visibility"].GetProperty("choices").EnumerateArray().Select(choice => choice.Text("title")));
        Assert.Equal((120, "forms-room"), (fields["title"].GetProperty("maxLength").GetInt32(), fields["name"].Text("value")));
    }

    [Fact]
    public async Task Everything_in_an_edit_form_can_be_sent_back_as_it_is()
    {
        var user = await _server.SignedIn("forms-back");
        var room = await user.NewRoom("forms-back", "private");

        var edit = await user.Client.Get($"rooms/{room}?view=edit");
        var body = "{" + string.Join(",", edit.Json.GetProperty("fields").EnumerateArray().Select(field => $"\"{field.Text("name")}\":{field.GetProperty("value").GetRawText()}")) + "}";
        var answer = await Patch(user, edit.Json.GetProperty("action").Text("href")!, body, "application/json");

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task There_is_no_edit_form_for_who_may_not_edit_and_no_form_of_another_name()
    {
        var (owner, stranger) = (await _server.SignedIn("forms-a"), await _server.SignedIn("forms-b"));
        var room = await owner.NewRoom("forms-public", "public");

        var edit = await stranger.Client.Get($"rooms/{room}?view=edit");
        var unknown = await owner.Client.Get($"rooms/{room}?view=print");
        var ofList = await owner.Client.Get("rooms?view=edit");

        Assert.Equal((403, ErrorCatalog.Forbidden), (edit.Status, edit.Code));
        Assert.Equal((422, "view"), (unknown.Status, Assert.Single(unknown.FaultyFields)));
        Assert.Equal(422, ofList.Status);
        Assert.Contains("list, detail", ofList["error"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scope", "S14")]
    public async Task A_message_links_to_its_author_and_to_what_the_caller_may_do_with_it()
    {
        var (ann, bob, cleo) = (await _server.SignedIn("links-ann"), await _server.SignedIn("links-bob"), await _server.SignedIn("links-cleo"));
        var room = await ann.NewRoom("links-room", "public");
        await bob.JoinRoom(room);
        await cleo.JoinRoom(room);
        var seq = (await bob.Client.Post($"rooms/{room}/messages", new { clientId = "c1", text = "hello" })).Json.GetProperty("seq").GetInt64();

        var (anns, bobs) = (Links(await ann.Client.Get($"rooms/{room}/messages/{seq}")), Links(await bob.Client.Get($"rooms/{room}/messages/{seq}")));

        Assert.Equal($"/api/v1/users/{bob.Id}", bobs["author"]);
        Assert.Superset(new HashSet<string> { "self", "room", "edit", "delete", "react", "thread" }, bobs.Keys.ToHashSet());
        Assert.DoesNotContain("edit", anns.Keys);
        Assert.Superset(new HashSet<string> { "delete", "pin" }, anns.Keys.ToHashSet()); // the owner of the room
        var cleos = Links(await cleo.Client.Get($"rooms/{room}/messages/{seq}"));
        Assert.Contains("react", cleos.Keys);
        Assert.Empty(cleos.Keys.Intersect(["edit", "delete", "unpin"]));
        Assert.Equal(204, (await ann.Client.Send(HttpMethod.Put, anns["pin"])).Status);
    }

    [Fact]
    [Trait("Scope", "S14")]
    public async Task Pages_of_history_link_to_the_ones_beside_them()
    {
        var user = await _server.SignedIn("pages");
        var room = await user.NewRoom("pages-room", "private");
        for (var i = 0; i < 5; i++)
        {
            await user.Client.Post($"rooms/{room}/messages", new { clientId = $"c{i}", text = $"{i}" });
        }

        foreach (var kind in (string[])["messages", "events"])
        {
            var newest = await user.Client.Get($"rooms/{room}/{kind}?limit=2");
            var older = await user.Client.Get(LinkOf(newest, "prev")!);
            var back = await user.Client.Get(LinkOf(older, "next")!);

            Assert.Null(LinkOf(newest, "next"));
            Assert.Equal(newest.Json.GetProperty(kind).GetRawText(), back.Json.GetProperty(kind).GetRawText());
            Assert.NotEqual(newest.Json.GetProperty(kind).GetRawText(), older.Json.GetProperty(kind).GetRawText());
        }

        Assert.Null(LinkOf(await user.Client.Get($"rooms/{room}/messages?limit=1000"), "prev"));
    }

    [Fact]
    [Trait("Scope", "S14")]
    public async Task In_a_merge_patch_null_takes_away_what_may_be_missing_and_is_refused_elsewhere()
    {
        var user = await _server.SignedIn("nulls");
        var room = await user.NewRoom("nulls-room", "private");
        await Patch(user, $"rooms/{room}", """{"topic":"about","slowMode":5}""");

        var taken = await Patch(user, $"rooms/{room}", """{"topic":null,"slowMode":null}""");
        var refused = await Patch(user, $"rooms/{room}", """{"title":null}""");

        Assert.Equal((200, "", "0"), (taken.Status, taken["topic"], taken["slowMode"]));
        Assert.Equal((422, "title"), (refused.Status, Assert.Single(refused.FaultyFields)));
    }

    private static Dictionary<string, string> Links(Answer answer) => answer.Json.GetProperty("_links").EnumerateObject().ToDictionary(link => link.Name, link => link.Value.Text("href")!);

    private static string? LinkOf(Answer answer, string rel) => !answer.Headers.TryGetValues("Link", out var header) ? null : header.Single().Split(", ")
        .Where(link => link.EndsWith($"rel=\"{rel}\"", StringComparison.Ordinal)).Select(link => link[1..link.IndexOf('>', StringComparison.Ordinal)]).SingleOrDefault();

    private static async Task<Answer> Patch(TestUser user, string path, string body, string type = "application/merge-patch+json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await user.Client.Send(HttpMethod.Patch, path, content);
    }
}
