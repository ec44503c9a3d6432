using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Hooks;

/// <summary>Incoming webhooks as senders and moderators see them.</summary>
[Trait("Scope", "S18")]
public sealed class IncomingHooksTests(HooksServer fixture) : IClassFixture<HooksServer>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_post_in_the_form_of_slack_is_said_by_the_bot_of_the_webhook_and_answered_as_slack_answers()
    {
        var (ann, room, hook) = await Hook("Builds");

        var answer = await _server.Client().PostText(hook, """{"text":"*done* <https://ci.example|#1>","channel":"#elsewhere","username":"Jenkins","icon_emoji":":gear:"}""");

        Assert.Equal((200, "text/plain", "ok"), (answer.Status, answer.MediaType, answer.Body));
        var said = (await Messages(ann, room)).Single();
        Assert.Equal(":gear: **Jenkins**\n**done** [#1](https://ci.example)", said.GetProperty("text").GetString());
        var bot = (await ann.Client.Get($"users/{said.GetProperty("sender").GetString()}")).Json;
        Assert.Equal(("Builds", true), (bot.GetProperty("displayName").GetString(), bot.GetProperty("isBot").GetBoolean()));
    }

    [Fact]
    public async Task A_form_with_a_payload_is_the_same_and_attachments_need_no_text()
    {
        var (ann, room, hook) = await Hook();

        var answer = await _server.Client().Send(HttpMethod.Post, hook, new FormUrlEncodedContent([new("payload", """{"attachments":[{"color":"danger","title":"Down","title_link":"http://a.example","text":"x & y"}]}""")]));

        Assert.Equal("ok", answer.Body);
        Assert.Equal("> 🔴 **[Down](http://a.example)**\n> x & y", Assert.Single(await Texts(ann, room)));
    }

    [Theory]
    [InlineData("{", 400, "invalid_payload")]
    [InlineData("[]", 400, "invalid_payload")]
    [InlineData("{}", 400, "no_text")]
    [InlineData("""{"text":"a","thread_ts":"999"}""", 400, "invalid_thread_ts")]
    public async Task What_is_refused_has_a_code_in_plain_text(string body, int status, string code)
    {
        var (ann, room, hook) = await Hook();

        var answer = await _server.Client().PostText(hook, body);

        Assert.Equal((status, "text/plain", code), (answer.Status, answer.MediaType, answer.Body));
        Assert.Empty(await Texts(ann, room));
    }

    [Fact]
    public async Task An_address_ends_when_it_is_rotated_or_revoked_and_the_room_is_archived()
    {
        var (ann, room, first) = await Hook();
        var id = (await ann.Client.Get($"rooms/{room}/hooks")).Json[0].GetProperty("id").GetString();

        var rotated = await ann.Client.Post($"rooms/{room}/hooks/{id}/rotate");
        var second = new Uri(rotated["url"]!).AbsolutePath;

        Assert.Equal((404, "no_service"), await Post(first));
        Assert.Equal((200, "ok"), await Post(second));
        Assert.NotEqual(JsonValueKind.Undefined, (await ann.Client.Get($"rooms/{room}/hooks")).Json[0].TryGetProperty("lastUsedAt", out var used) ? used.ValueKind : default);
        Assert.DoesNotContain(second.Split('-')[1], (await ann.Client.Get($"rooms/{room}/hooks")).Body, StringComparison.Ordinal);

        await ann.Client.Post($"rooms/{room}/archive");
        Assert.Equal((410, "channel_is_archived"), await Post(second));
        await ann.Client.Delete($"rooms/{room}/archive");

        var bots = (await ann.Client.Get($"rooms/{room}/members")).Body;
        Assert.Equal(204, (await ann.Client.Delete($"rooms/{room}/hooks/{id}")).Status);
        Assert.Equal((404, "no_service"), await Post(second));
        Assert.Equal("hook-not-found", (await ann.Client.Delete($"rooms/{room}/hooks/{id}")).Code);
        Assert.NotEqual(bots, (await ann.Client.Get($"rooms/{room}/members")).Body);

        var admin = await _server.Admin();
        var audit = (await admin.Client.Get("admin/audit")).Body;
        Assert.Contains("hook_created", audit, StringComparison.Ordinal);
        Assert.Contains("hook_rotated", audit, StringComparison.Ordinal);
        Assert.Contains("hook_revoked", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(second.Split('-')[1], audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_that_comes_again_is_said_once()
    {
        var (ann, room, hook) = await Hook();
        var body = """{"zen":"Twice is once.","repository":{"full_name":"acme/shop"}}""";
        var sender = _server.Client().With("X-GitHub-Event", "ping").With("X-GitHub-Delivery", Guid.NewGuid().ToString());

        Assert.Equal("ok", (await sender.PostText(hook + "/github", body)).Body);
        Assert.Equal("ok", (await sender.PostText(hook + "/github", body)).Body);
        Assert.Equal("ok", (await sender.With("X-GitHub-Delivery", "another").PostText(hook + "/github", body)).Body);

        Assert.Equal(2, (await Texts(ann, room)).Count);
    }

    [Fact]
    public async Task A_signature_of_github_is_checked_with_the_secret_of_the_address()
    {
        var (ann, room, hook) = await Hook();
        var body = """{"zen":"Signed.","repository":{"full_name":"acme/shop"}}""";
        var right = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(hook["/hooks/".Length..]), Encoding.UTF8.GetBytes(body)));
        var sender = _server.Client().With("X-GitHub-Event", "ping");

        Assert.Equal((401, "invalid_signature"), await Post(sender.With("X-Hub-Signature-256", right.Replace('a', 'b').Replace('1', '2')), hook + "/github", body));
        Assert.Equal((200, "ok"), await Post(sender.With("X-Hub-Signature-256", right), hook + "/github", body));
        Assert.Equal((401, "invalid_signature"), await Post(_server.Client().With("X-Gitlab-Token", "wrong"), hook + "/gitlab", """{"object_kind":"push"}"""));
        Assert.Single(await Texts(ann, room));
    }

    [Fact]
    public async Task Discord_is_answered_as_discord_does()
    {
        var (ann, room, hook) = await Hook();

        var answer = await _server.Client().PostText(hook + "/discord", """{"content":"**hello**"}""");

        Assert.Equal((204, ""), (answer.Status, answer.Body));
        Assert.Equal(["**hello**"], await Texts(ann, room));
    }

    [Fact]
    public async Task Who_is_called_by_a_mark_is_mentioned_and_a_text_calls_nobody()
    {
        var (ann, room, hook) = await Hook();
        var bob = await _server.SignedIn(Name());
        await bob.JoinRoom(room);
        var bobsName = (await bob.Client.Get($"users/{bob.Id}"))["userName"];

        await Post(hook, $$"""{"text":"<@{{bob.Id}}> look"}""");
        await Post(hook, $$"""{"text":"@{{bobsName}} is only a word"}""");
        await Post(hook, $$"""{"text":"@{{bobsName}} is called","link_names":1}""");

        var messages = (await Messages(ann, room)).ToList();
        Assert.Equal($"@{bobsName} look", messages[0].GetProperty("text").GetString());
        Assert.Equal([true, false, true], messages.Select(message => message.TryGetProperty("mentions", out var mentions) && mentions.ToString().Contains(bob.Id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_comes_too_fast_or_in_slow_mode_is_said_later_once()
    {
        var (ann, room, hook) = await Hook();
        Assert.Equal(200, (await ann.Client.Send(HttpMethod.Patch, $"rooms/{room}", new StringContent("""{"slowMode":30}""", Encoding.UTF8, "application/json"))).Status);

        Assert.Equal((200, "ok"), await Post(hook, """{"text":"first"}"""));
        Assert.Equal((200, "ok"), await Post(hook, """{"text":"second"}"""));
        Assert.Equal(["first"], await Texts(ann, room));

        _server.Clock.Advance(TimeSpan.FromSeconds(31));
        await Eventually.Is(async () => (await Texts(ann, room)).Count == 2, "what waited is said");
        Assert.Equal(["first", "second"], await Texts(ann, room));
    }

    [Fact]
    public async Task A_long_text_is_cut_and_a_body_that_is_too_long_is_refused()
    {
        var (ann, room, hook) = await Hook();

        Assert.Equal((200, "ok"), await Post(hook, JsonSerializer.Serialize(new { text = new string('x', 40_000) })));
        Assert.Equal((413, "payload_too_large"), await Post(hook, JsonSerializer.Serialize(new { text = new string('x', 1024 * 1024) })));

        Assert.EndsWith("_Cut: the whole had 40000 characters._", Assert.Single(await Texts(ann, room)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_room_has_only_so_many_and_their_addresses_are_in_no_log()
    {
        var (ann, room, hook) = await Hook();
        for (var i = 1; i < 3; i++)
        {
            Assert.Equal(201, (await ann.Client.Post($"rooms/{room}/hooks", new { name = $"n{i}" })).Status);
        }

        Assert.Equal("too-many-hooks", (await ann.Client.Post($"rooms/{room}/hooks", new { })).Code);
        Assert.Equal(["name"], (await ann.Client.Post($"rooms/{room}/hooks", new { name = new string('x', 100) })).FaultyFields);
        await Post(hook);
        Assert.DoesNotContain(fixture.Log.Lines, line => line.Contains(hook.Split('-')[1], StringComparison.Ordinal));
        Assert.Contains(fixture.Log.Lines, line => line.Contains("/hooks/-", StringComparison.Ordinal));
    }

    private async Task<(TestUser Owner, string Room, string Path)> Hook(string? name = null)
    {
        var owner = await _server.SignedIn(Name());
        var room = await owner.NewRoom();
        var made = await owner.Client.Post($"rooms/{room}/hooks", new { name });
        Assert.True(made.Status == 201, made.Body);
        return (owner, room, new Uri(made["url"]!).AbsolutePath);
    }

    private Task<(int, string)> Post(string path, string body = """{"text":"hello"}""") => Post(_server.Client(), path, body);

    private static async Task<(int, string)> Post(TestClient client, string path, string body)
    {
        var answer = await client.PostText(path, body);
        return (answer.Status, answer.Body);
    }

    private static async Task<IReadOnlyList<JsonElement>> Messages(TestUser user, string room) =>
        [.. (await user.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray()];

    private static async Task<IReadOnlyList<string>> Texts(TestUser user, string room) => [.. (await Messages(user, room)).Select(message => message.GetProperty("text").GetString()!)];

    private static string Name() => "hk-" + Guid.NewGuid().ToString("N")[..12];
}
