using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Grains.Bots;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Http.Assistant;

[Trait("Scope", "S25")]
public sealed class AssistantTests(AssistantTests.Fixture fixture) : IClassFixture<AssistantTests.Fixture>
{
    private TestServer Server => fixture.Server;

    private ModelServer Model => fixture.Model;

    [Fact]
    public async Task An_answer_grows_as_edits_of_one_message_under_the_question()
    {
        var (ann, room, assistant) = await Talk("grow");

        var asked = await ann.Say(room, "@assistant what is new?");
        var question = await Model.Next();
        question.Say("Not ");
        await Eventually.Is(async () => (await Answers(ann, room, assistant)).Any(answer => answer.Text == "Not …"), "the beginning is shown");
        question.Say("much.").End();
        await Eventually.Is(async () => (await Answers(ann, room, assistant)).Single().Text == "Not much.", "the answer is whole");

        var answer = Assert.Single(await Answers(ann, room, assistant));
        Assert.Equal(asked, answer.ReplyTo);
        Assert.InRange(answer.Edits, 2, 4);
        Assert.Equal("Bearer sk-test", question.Authorization);
        Assert.Equal(("small", true), (question.Body.GetProperty("model").GetString(), question.Body.GetProperty("stream").GetBoolean()));
        Assert.Equal(("system", "user"), (question.Messages[0].Role, question.Messages[^1].Role));
        Assert.EndsWith("what is new?", question.Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_answers_where_it_is_a_member_and_people_mention_it_and_nowhere_else()
    {
        var (ann, room, assistant) = await Talk("where");
        var without = await ann.NewRoom();
        var bot = (await ann.Client.Post("bots", new { userName = "where-bot" }))["id"]!;
        var token = (await ann.Client.Post($"bots/{bot}/tokens", new { name = "t" }))["token"]!;
        await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/members/{bot}");
        var before = Model.Count;

        await ann.Say(without, "@assistant are you there?");
        await ann.Say(room, "nobody is asked `@assistant`");
        Assert.Equal(201, (await Server.Client().WithToken(token).Post($"rooms/{room}/messages", new { clientId = "1", text = "@assistant talk to me" })).Status);
        await ann.Say(room, "@assistant and here?");
        (await Model.Next()).Say("Yes.").End();

        await Eventually.Is(async () => (await Answers(ann, room, assistant)).Any(answer => answer.Text == "Yes."), "it answers");
        Assert.Equal(before + 1, Model.Count);
        Assert.Single(await Answers(ann, room, assistant));
    }

    [Fact]
    public async Task The_model_is_told_nothing_of_other_rooms_nor_what_who_asks_may_not_read()
    {
        var (ann, room, _) = await Talk("secret");
        var bob = await Server.SignedIn("secret-bob");
        await ann.Say(await ann.NewRoom(), "the word of the other room is ELSEWHERE");
        Assert.Equal(200, (await ann.Client.Send(HttpMethod.Patch, $"rooms/{room}", JsonContent.Create(new { history = "protected" }))).Status);
        await ann.Say(room, "the old word is BEFORE");
        await bob.JoinRoom(room);
        await ann.Say(room, "the new word is AFTER");

        await bob.Say(room, "@assistant which words are there?");
        var question = await Model.Next();
        question.Say("One.").End();

        var told = string.Join('\n', question.Messages.Select(message => message.Text));
        Assert.Contains("AFTER", told, StringComparison.Ordinal);
        Assert.DoesNotContain("BEFORE", told, StringComparison.Ordinal);
        Assert.DoesNotContain("ELSEWHERE", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_model_refuses_is_said_so_and_does_not_stay_unfinished()
    {
        var (ann, room, assistant) = await Talk("refused");
        Model.Status = 401;
        try
        {
            await ann.Say(room, "@assistant hello?");
            await Eventually.Is(async () => (await Answers(ann, room, assistant)).Any(answer => answer.Text.StartsWith("I cannot answer now", StringComparison.Ordinal)), "it says that it cannot");
            await Model.Next();
        }
        finally
        {
            Model.Status = null;
        }
    }

    [Fact]
    public async Task Who_asks_too_much_gets_no_answer_from_the_model()
    {
        var (ann, room, assistant) = await Talk("much");
        for (var i = 0; i < 3; i++)
        {
            await ann.Say(room, $"@assistant {i}");
            (await Model.Next()).Say($"number {i}").End();
        }

        var before = Model.Count;
        await ann.Say(room, "@assistant once more");

        await Eventually.Is(async () => (await Answers(ann, room, assistant)).Any(answer => answer.Text.StartsWith("That were many questions", StringComparison.Ordinal)), "it says that it is too much");
        Assert.Equal(before, Model.Count);
    }

    [Fact]
    public async Task An_answer_that_is_deleted_while_it_grows_is_left_alone()
    {
        var (ann, room, assistant) = await Talk("deleted");
        await ann.Say(room, "@assistant tell me everything");
        var question = await Model.Next();
        question.Say("First, ");
        await Eventually.Is(async () => (await Answers(ann, room, assistant)).Count == 1, "the answer is begun");

        Assert.InRange((await ann.Client.Delete($"rooms/{room}/messages/{(await Answers(ann, room, assistant)).Single().Seq}?clientId=del")).Status, 200, 204);
        await Eventually.Is(() => Task.FromResult(!question.Say("and ").Pieces.Completion.IsCompleted && question.Abandoned.Task.IsCompleted), "the model is not listened to any more");

        Assert.Empty(await Answers(ann, room, assistant));
    }

    [Fact]
    public async Task A_server_that_stops_goes_on_with_the_same_message_when_it_starts_again()
    {
        await using var model = await ModelServer.Start();
        var server = await TestServer.Start(Fixture.Settings(model));
        var ann = await server.SignedIn("restarted");
        var (room, assistant) = await Talk(server, ann);
        await ann.Say(room, "@assistant how are you?");
        (await model.Next()).Say("I am ");
        await Eventually.Is(async () => (await Answers(ann, room, assistant)).Any(answer => answer.Text == "I am …"), "the answer is begun");

        await using var again = await server.Restart(Fixture.Settings(model));
        ann = await again.SignedInAgain(ann.Id);
        (await model.Next()).Say("I am back.").End();

        await Eventually.Is(async () => (await Answers(ann, room, assistant)).Single().Text == "I am back.", "the answer is whole");
    }

    /// <summary>What was committed and not heard of, as when a silo dies in between.</summary>
    [Fact]
    public async Task The_bot_of_the_house_answers_later_what_it_has_missed_and_once()
    {
        var (bot, missed) = (Server.Services.GetRequiredService<ParleyBot>(), Server.Services.GetRequiredService<MissedQuestions>());
        var ann = await Server.SignedIn("missed-ann");
        var lobby = (await ann.Client.Get("rooms/lobby"))["id"]!;
        await ann.JoinRoom(lobby);
        var parley = bot.UserId!;
        bot.UserId = null;
        var asked = await ann.Say(lobby, "@parley number");
        bot.UserId = parley;

        for (var i = 0; i < 2; i++)
        {
            missed.LookSoon();
            await Eventually.Is(async () => (await Answers(ann, lobby, parley)).Any(answer => answer.ReplyTo == asked), "it answers");
        }

        await ann.Say(lobby, "@parley ping");
        await Eventually.Is(async () => (await Answers(ann, lobby, parley)).Any(answer => answer.Text == "pong"), "it answers what comes later");
        Assert.Single(await Answers(ann, lobby, parley), answer => answer.ReplyTo == asked);
    }

    private async Task<(TestUser Ann, string Room, string Assistant)> Talk(string name)
    {
        var ann = await Server.SignedIn("assistant-" + name);
        var (room, assistant) = await Talk(Server, ann);
        return (ann, room, assistant);
    }

    private static async Task<(string Room, string Assistant)> Talk(TestServer server, TestUser ann)
    {
        var (room, assistant) = (await ann.NewRoom(), (await server.Grains.UserName("assistant").Find())!.Id);
        Assert.InRange((await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/members/{assistant}")).Status, 200, 201);
        return (room, assistant);
    }

    /// <summary>What a bot says in a room and has not been deleted, oldest first.</summary>
    private static async Task<IReadOnlyList<(long Seq, string Text, long? ReplyTo, int Edits)>> Answers(TestUser reader, string room, string bot) =>
    [
        .. (await reader.Client.Get($"rooms/{room}/messages?limit=100")).Json.GetProperty("messages").EnumerateArray()
            .Where(message => message.Text("sender") == bot && message.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            .Select(message => (message.Seq(), message.Text("text")!, Number(message, "replyTo"), (int)(Number(message, "edits") ?? 0))),
    ];

    private static long? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    /// <summary>A server with an assistant, and the model behind it.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public ModelServer Model { get; private set; } = null!;

        public TestServer Server { get; private set; } = null!;

        public static string[] Settings(ModelServer model) =>
        [
            $"--Parley:Assistant:Endpoint={model.Endpoint}", "--Parley:Assistant:Model=small", "--Parley:Assistant:ApiKey=sk-test", "--Parley:Assistant:EditEvery=00:00:00.1",
            "--Parley:Assistant:PerUserAndHour=3",
        ];

        public async ValueTask InitializeAsync()
        {
            Model = await ModelServer.Start();
            Server = await TestServer.Start(Settings(Model));
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Model.DisposeAsync();
        }
    }
}
