using System.Text.Json;
using Parley.Tests.Docs;
using Parley.WebFrontend.Hooks;
using Parley.WebFrontend.Hooks.Formats;
using Xunit;

namespace Parley.Tests.Unit.Hooks;

/// <summary>
/// What known senders post, and the message that comes of it: <c>Senders/{form}.{what}.json</c> and beside it <c>.md</c>. PARLEY_UPDATE_DOCS=1 writes the messages anew: read their diff.
/// </summary>
[Trait("Scope", "S18")]
public sealed class SenderTests
{
    private const string Name = "Webhook";
    private static readonly Dictionary<string, string> Names = new() { ["u0000000000000000000000test1"] = "ann" };

    private static string Folder => Path.Combine(GeneratedDoc.Root, "Tests", "Unit", "Hooks", "Senders");

    public static TheoryData<string> All => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void What_a_known_sender_posts_is_said_as_one_would_want_to_read_it(string sender)
    {
        var reading = Read(sender, File.ReadAllText(Path.Combine(Folder, sender + ".json")));

        Assert.Null(reading.Refusal);
        var text = reading.Post!.Text + "\n";
        var expected = Path.Combine(Folder, sender + ".md");
        if (Environment.GetEnvironmentVariable("PARLEY_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(expected, text);
        }

        Assert.Equal(File.ReadAllText(expected), text);
    }

    [Fact]
    public void Who_is_called_by_a_mark_is_mentioned_and_what_only_looks_like_it_is_not()
    {
        var post = Read("slack.", """{"text":"<@u0000000000000000000000test1> and @bob: <!channel>, <!here|here>"}""").Post!;

        Assert.Equal("@ann and @bob: @room, @here", post.Text);
        Assert.Equal(["@ann", "@room", "@here"], post.Mentions);
        Assert.False(post.LinksNames);
        Assert.True(Read("slack.", """{"text":"@bob","link_names":1}""").Post!.LinksNames);
    }

    [Theory]
    [InlineData("slack.", "[]", HookAnswers.InvalidPayload)]
    [InlineData("slack.", "{}", HookAnswers.NoText)]
    [InlineData("slack.", """{"text":" ","attachments":[{"color":"good"}],"blocks":[{"type":"divider"}]}""", HookAnswers.NoText)]
    [InlineData("slack.", """{"text":5,"attachments":{"a":1}}""", null)]
    [InlineData("github.push", "3", HookAnswers.InvalidPayload)]
    [InlineData("gitlab.", "{}", HookAnswers.InvalidPayload)]
    [InlineData("alertmanager.", """{"alerts":[]}""", HookAnswers.InvalidPayload)]
    [InlineData("discord.", """{"content":""}""", HookAnswers.NoText)]
    public void What_cannot_be_said_has_a_code(string form, string json, string? code) => Assert.Equal(code, Read(form, json).Refusal);

    [Theory]
    [InlineData("github.star", """{"action":"deleted"}""")]
    [InlineData("github.issues", """{"action":"labeled","issue":{}}""")]
    [InlineData("github.check_run", "{}")]
    [InlineData("gitlab.pipeline", """{"object_kind":"pipeline","object_attributes":{"status":"running"}}""")]
    public void Of_what_nobody_wants_to_read_nothing_is_said(string form, string json) => Assert.Equal(HookReading.Nothing, Read(form, json));

    private static HookReading Read(string sender, string text)
    {
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        var (form, what) = sender.Split('.') is [var first, var second] ? (first, second) : (sender, "");
        return form switch
        {
            "slack" => SlackFormat.Read(json, Name, Names),
            "github" => GitHubFormat.Read(what, json),
            "gitlab" => GitLabFormat.Read(json),
            "alertmanager" => AlertmanagerFormat.Read(json),
            _ => DiscordFormat.Read(json, Name),
        };
    }
}
