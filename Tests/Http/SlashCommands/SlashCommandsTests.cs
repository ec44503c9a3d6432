using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Parley.Grains.Webhooks;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.SlashCommands;

/// <summary>A server, and a program on this machine whose answers the tests choose.</summary>
public sealed class SlashServer : IAsyncLifetime
{
    private WebApplication _program = null!;

    public TestServer Server { get; private set; } = null!;

    /// <summary>Path → what is answered there.</summary>
    public ConcurrentDictionary<string, Func<HttpContext, Task>> Answers { get; } = new();

    public string Url { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _program = builder.Build();
        _program.MapPost("/{path}", (string path, HttpContext context) => Answers[path](context));
        await _program.StartAsync();
        Url = _program.Urls.Single();
        Server = await TestServer.Start(
            "--Parley:Outbound:AllowedNetworks:0=127.0.0.1/32", $"--Parley:Outbound:Ports:0={new Uri(Url).Port}", "--Parley:SlashCommands:MaxPerRoom=2");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _program.DisposeAsync();
    }
}

/// <summary>Slash commands that programs add, as members, owners and programs see them.</summary>
[Trait("Scope", "S18")]
public sealed class SlashCommandsTests(SlashServer fixture) : IClassFixture<SlashServer>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_program_is_asked_as_slack_asks_signed_and_its_answer_is_seen_by_who_asked_alone()
    {
        var (ann, bob, room) = await Room();
        string? body = null;
        Dictionary<string, string>? headers = null;
        var (name, made) = await Command(ann, $"rooms/{room}/commands", async context =>
        {
            headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            await context.Response.WriteAsync("*sunny* in <https://a.example|Athens>");
        });

        var ran = await Run(bob, room, name, "Athens & more");

        Assert.Equal((200, "ephemeral", "**sunny** in [Athens](https://a.example)"), (ran.Status, ran["responseType"], ran["text"]));
        Assert.Empty(await Texts(ann, room));
        var form = QueryHelpers.ParseQuery(body);
        Assert.Equal(
            ["/" + name, "Athens & more", bob.Id, room, made["token"]!, ran["id"]!],
            new[] { "command", "text", "user_id", "channel_id", "token", "trigger_id" }.Select(field => form[field].Single()));
        Assert.All(["user_name", "channel_name", "team_id", "team_domain"], field => Assert.NotEqual("", form[field].Single()));

        var (secret, time) = (made["secret"]!, headers!["webhook-timestamp"]);
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(WebhookSecret.Sign(ran["id"]!, at, Encoding.UTF8.GetBytes(body!), secret), headers["webhook-signature"]);
        Assert.Equal("v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{time}:{body}"))), headers["X-Slack-Signature"]);
    }

    [Fact]
    public async Task What_is_answered_in_the_channel_is_said_by_the_bot_of_the_command()
    {
        var (ann, bob, room) = await Room();
        var (name, made) = await Command(ann, $"rooms/{room}/commands", Json("""{"response_type":"in_channel","text":"for *all*"}"""));

        Assert.Equal("in_channel", (await Run(bob, room, name))["responseType"]);

        var said = (await ann.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().Single();
        Assert.Equal(("for **all**", made.Json.GetProperty("command").Text("bot")), (said.Text("text"), said.Text("sender")));
    }

    [Fact]
    public async Task A_program_may_answer_five_times_in_half_an_hour_and_what_is_for_who_asked_nobody_else_sees()
    {
        var (ann, bob, room) = await Room();
        var url = "";
        var (name, _) = await Command(ann, $"rooms/{room}/commands", async context => url = (await context.Request.ReadFormAsync())["response_url"].Single()!);
        Assert.Equal("none", (await Run(bob, room, name))["responseType"]);
        var path = new Uri(url).AbsolutePath;

        Assert.Equal((200, "ok"), await Post(path, """{"text":"only you"}"""));
        Assert.Equal((200, "ok"), await Post(path, """{"response_type":"in_channel","text":"everybody"}"""));
        Assert.Equal((400, "invalid_payload"), await Post(path, "["));
        Assert.Equal((404, "expired_url"), await Post(path.Replace("/response", "x/response", StringComparison.Ordinal), """{"text":"guessed"}"""));

        var later = Assert.Single((await bob.Client.Get("me/command-answers")).Json.EnumerateArray());
        Assert.Equal(("only you", room, name), (later.Text("text"), later.Text("room"), later.Text("command")));
        Assert.Equal(0, (await ann.Client.Get("me/command-answers")).Json.GetArrayLength());
        Assert.Equal(["everybody"], await Texts(ann, room));

        for (var use = 3; use <= 5; use++)
        {
            Assert.Equal((200, "ok"), await Post(path, """{"text":"more"}"""));
        }

        Assert.Equal((404, "expired_url"), await Post(path, """{"text":"once too many"}"""));
        await Run(bob, room, name);
        _server.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal((404, "expired_url"), await Post(new Uri(url).AbsolutePath, """{"text":"too late"}"""));
    }

    [Fact]
    public async Task A_program_that_gives_no_answer_is_told_in_words()
    {
        var (ann, bob, room) = await Room();
        var (name, _) = await Command(ann, $"rooms/{room}/commands", context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var (broken, _) = await Command(ann, $"rooms/{room}/commands", Json("{"));

        var ran = await Run(bob, room, name);
        Assert.Equal((502, "command-unanswered"), (ran.Status, ran.Code));
        Assert.Contains("It answered 500.", ran.Body, StringComparison.Ordinal);
        Assert.Equal("command-unanswered", (await Run(bob, room, broken)).Code);
    }

    [Fact]
    public async Task Owners_look_after_the_commands_of_a_room_and_members_see_which_there_are()
    {
        var (ann, bob, room) = await Room();
        var (name, made) = await Command(ann, $"rooms/{room}/commands", Json("""{"text":"hello"}"""));

        var seen = Assert.Single((await bob.Client.Get($"rooms/{room}/commands")).Json.EnumerateArray(), one => one.Text("name") == name);
        Assert.Equal(("room", "says hello", "[who]"), (seen.Text("scope"), seen.Text("description"), seen.Text("usage")));
        Assert.False(seen.TryGetProperty("url", out _));
        Assert.DoesNotContain(made["secret"]!, (await ann.Client.Get($"rooms/{room}/commands")).Body, StringComparison.Ordinal);
        Assert.Equal("command-name-taken", (await Make(ann, $"rooms/{room}/commands", name)).Code);
        Assert.Equal("forbidden", (await Make(bob, $"rooms/{room}/commands", "other")).Code);
        Assert.Equal(["name"], (await Make(ann, $"rooms/{room}/commands", "/Slash")).FaultyFields);
        Assert.Equal(["url"], (await ann.Client.Post($"rooms/{room}/commands", new { name = "inside", url = "http://user@127.0.0.1/" })).FaultyFields);
        Assert.Equal(201, (await Make(ann, $"rooms/{room}/commands", "second")).Status);
        Assert.Equal("too-many-commands", (await Make(ann, $"rooms/{room}/commands", "third")).Code);

        Assert.NotEqual(made["secret"], (await ann.Client.Post($"rooms/{room}/commands/{name}/secret"))["secret"]);
        Assert.Equal(204, (await ann.Client.Delete($"rooms/{room}/commands/{name}")).Status);
        Assert.Equal("command-not-found", (await Run(bob, room, name)).Code);
    }

    [Fact]
    public async Task A_command_of_the_server_is_in_every_room_and_speaks_only_where_its_bot_was_brought_in()
    {
        var (ann, bob, room) = await Room();
        var admin = await _server.Admin();
        var (name, made) = await Command(admin, "admin/commands", Json("""{"response_type":"in_channel","text":"from afar"}"""));

        Assert.Contains((await bob.Client.Get($"rooms/{room}/commands")).Json.EnumerateArray(), one => one.Text("name") == name && one.Text("scope") == "server");
        var ran = await Run(bob, room, name);
        Assert.Equal(("ephemeral", "from afar"), (ran["responseType"], ran["text"]));

        await ann.Put($"rooms/{room}/members/{made.Json.GetProperty("command").Text("bot")}", null);
        Assert.Equal("in_channel", (await Run(bob, room, name))["responseType"]);
        Assert.Equal(["from afar"], await Texts(ann, room));
        Assert.Equal("forbidden", (await Make(ann, "admin/commands", "mine")).Code);
        Assert.Equal(204, (await admin.Client.Delete($"admin/commands/{name}")).Status);
    }

    private static Func<HttpContext, Task> Json(string answer) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer);
    };

    private static string Name() => "s" + Guid.NewGuid().ToString("N")[..12];

    private async Task<(TestUser Owner, TestUser Member, string Room)> Room()
    {
        var (owner, member) = (await _server.SignedIn(Name()), await _server.SignedIn(Name()));
        var room = await owner.NewRoom();
        await member.JoinRoom(room);
        return (owner, member, room);
    }

    private async Task<(string Name, Answer Made)> Command(TestUser maker, string where, Func<HttpContext, Task> answer)
    {
        var name = Name();
        fixture.Answers[name] = answer;
        var made = await Make(maker, where, name);
        Assert.True(made.Status == 201, made.Body);
        return (name, made);
    }

    private Task<Answer> Make(TestUser maker, string where, string name) =>
        maker.Client.Post(where, new { name, url = $"{fixture.Url}/{name}", description = "says hello", usage = "[who]" });

    private static Task<Answer> Run(TestUser user, string room, string command, string text = "") => user.Client.Post($"rooms/{room}/commands/{command}/runs", new { text });

    private async Task<(int, string)> Post(string path, string body)
    {
        var answer = await _server.Client().PostText(path, body);
        return (answer.Status, answer.Body);
    }

    private static async Task<List<string?>> Texts(TestUser user, string room) =>
        [.. (await user.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().Select(message => message.Text("text"))];
}
