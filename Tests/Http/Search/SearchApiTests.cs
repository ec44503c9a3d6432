using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Search;

[Trait("Scope", "P6")]
public sealed class SearchApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task What_was_sent_is_found_moments_later_with_snippet_highlights_and_neighbours()
    {
        var user = await _server.SignedIn("finder");
        var room = await user.NewRoom("finders-room", "private");
        await user.Say(room, "one before");
        var seq = await user.Say(room, "系统性能 is what we measure");
        await user.Say(room, "one after");

        var hit = await FindsOne(user, "性能 in:finders-room from:me", seq);

        Assert.Equal((room, user.Id), (hit.Text("room"), hit.Text("sender")));
        var snippet = hit.GetProperty("snippet");
        var highlight = snippet.GetProperty("highlights")[0];
        Assert.Equal("性能", snippet.Text("text")!.Substring(highlight.GetProperty("start").GetInt32(), highlight.GetProperty("length").GetInt32()));
        Assert.Equal("one before", hit.GetProperty("before")[0].GetProperty("snippet").Text("text"));
        Assert.Equal("one after", hit.GetProperty("after")[0].GetProperty("snippet").Text("text"));
        Assert.False(hit.TryGetProperty("editedAt", out _));
    }

    [Fact]
    public async Task Operators_narrow_and_pages_go_on()
    {
        var (ann, bob) = (await _server.SignedIn("op-ann"), await _server.SignedIn("op-bob"));
        var (room, other) = (await ann.NewRoom("op-room"), await ann.NewRoom("op-other"));
        await bob.JoinRoom(room);
        var link = await ann.Say(room, "operators https://example.org");
        await bob.Say(room, "operators by bob");
        var last = await ann.Say(other, "operators elsewhere");
        await FindsOne(ann, "operators elsewhere", last);

        Assert.Equal(1, await Count(ann, "operators from:op-bob"));
        Assert.Equal(1, await Count(ann, "operators from:@op-ann in:#op-room"));
        Assert.Equal(1, await Count(ann, "has:link operators"));
        Assert.Equal(2, await Count(ann, "operators -has:link"));
        Assert.Equal(1, await Count(ann, "operators -in:op-room"));
        Assert.Equal(0, await Count(ann, "operators from:nobody-of-this-name"));
        Assert.Equal(0, await Count(ann, "operators before:2020-01-01"));
        Assert.Equal(3, await Count(ann, "operators after:2020-01-01"));
        Assert.Equal(2, await Count(bob, "operators"));

        var first = await Search(ann, "operators", "&limit=2&order=newest");
        var second = await Search(ann, "operators", $"&limit=2&order=newest&before={first.Text("next")}");
        Assert.Equal(link, Assert.Single(second.GetProperty("hits").EnumerateArray()).Seq());
        Assert.Null(second.Text("next"));
    }

    [Fact]
    public async Task T6_what_leaves_the_eyes_of_an_outsider_leaves_their_search_at_once()
    {
        var (owner, outsider) = (await _server.SignedIn("t6-owner"), await _server.SignedIn("t6-outsider"));
        var room = await owner.NewRoom("t6-room");
        await outsider.JoinRoom(room);
        var seq = await owner.Say(room, "platypus plans");
        var erased = await owner.Say(room, "platypus secrets");
        var edited = await owner.Say(room, "platypus errors");
        await FindsOne(outsider, "platypus errors", edited);
        Assert.Equal(3, await Count(outsider, "platypus"));

        // Each is asked in the very next request: nothing waits for the index.
        await owner.Client.Delete($"rooms/{room}/messages/{erased}");
        Assert.Equal(2, await Count(outsider, "platypus"));
        await owner.Patch($"rooms/{room}/messages/{edited}", new { clientId = "e", text = "corrected" });
        Assert.Equal(1, await Count(outsider, "platypus"));

        // The public room becomes private while the outsider is out of it: it is as if it were not there, also with its name or id.
        await outsider.Client.Delete($"rooms/{room}/members/me");
        Assert.Equal(0, await Count(outsider, "platypus"));
        await outsider.JoinRoom(room);
        Assert.Equal(1, await Count(outsider, "platypus"));
        await outsider.Client.Delete($"rooms/{room}/members/me");
        await owner.Patch($"rooms/{room}", new { visibility = "private" });
        foreach (var query in new[] { "platypus", $"platypus in:{room}", "platypus in:t6-room", $"in:{room}", "from:t6-owner", "has:link from:t6-owner" })
        {
            Assert.Equal(0, await Count(outsider, query));
        }

        var neighbour = await Search(owner, "platypus");
        Assert.DoesNotContain("secrets", neighbour.GetRawText(), StringComparison.Ordinal);
        await owner.Client.Post($"rooms/{room}/archive");
        Assert.Equal(seq, Assert.Single((await Search(owner, "platypus")).GetProperty("hits").EnumerateArray()).Seq());
        Assert.Equal(0, await Count(outsider, "platypus"));
    }

    [Theory]
    [InlineData("q=")]
    [InlineData("")]
    [InlineData("q=x&limit=0")]
    [InlineData("q=x&limit=101")]
    [InlineData("q=x&context=4")]
    [InlineData("q=x&order=best")]
    [InlineData("q=x&before=!!")]
    [InlineData("q=x&utcOffset=900")]
    [InlineData("q=has:wings")]
    [InlineData("q=-x")]
    public async Task What_cannot_be_searched_for_is_refused_by_field(string query)
    {
        var answer = await (await _server.SignedInOnce()).Client.Get($"search?{query}");

        Assert.Equal((422, "invalid"), (answer.Status, answer.Code));
        Assert.Single(answer.FaultyFields);
    }

    [Fact]
    public async Task Hostile_questions_get_a_clear_answer()
    {
        var user = await _server.SignedInOnce();
        foreach (var text in new[]
        {
            "\"", "a\" OR \"b", "NEAR(a b, 3)", "tokens:x", "a AND b NOT c", "^a", "x' OR 1=1 --", "a\0b", "+a -b >c <d ~e @f (g) h*", new string('"', 500), "../../etc/passwd", "%00", "_%",
            string.Join(' ', Enumerable.Repeat("-", 400)), "{{7*7}}", "in:\0", "from:" + new string('x', 900), string.Concat(Enumerable.Repeat("\u0301", 900)),
        })
        {
            var answer = await user.Client.Get($"search?q={Uri.EscapeDataString(text)}");
            Assert.True(answer.Status is 200 or 422, $"{text}: {answer.Status} {answer.Body}");
        }

        var long10k = await user.Client.Get($"search?q={new string('x', 7000)}");
        Assert.True(long10k.Status is 422 or 414, $"{long10k.Status}");
    }

    private static async Task<System.Text.Json.JsonElement> FindsOne(TestUser user, string query, long seq)
    {
        System.Text.Json.JsonElement hit = default;
        await Eventually.Is(
            async () =>
            {
                var hits = (await Search(user, query)).GetProperty("hits").EnumerateArray().ToList();
                hit = hits.FirstOrDefault(one => one.Seq() == seq);
                return hits.Count == 1 && hits[0].Seq() == seq;
            },
            $"{query} finds {seq}");
        return hit;
    }

    private static async Task<int> Count(TestUser user, string query) => (await Search(user, query)).GetProperty("hits").GetArrayLength();

    private static async Task<System.Text.Json.JsonElement> Search(TestUser user, string query, string more = "")
    {
        var answer = await user.Client.Get($"search?q={Uri.EscapeDataString(query)}{more}");
        return answer.Status == 200 ? answer.Json : throw new InvalidOperationException(answer.Body);
    }
}
