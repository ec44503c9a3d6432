using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Parley.Grains.Storage;
using Parley.Rooms;
using Parley.Scheduling;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Scheduling;

/// <summary>Messages that are written now and sent later, whether their user is there or not.</summary>
[Trait("Scope", "P6")]
public sealed class ScheduledMessagesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(700);
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_message_is_sent_at_its_time_once_under_its_client_id_and_all_devices_know()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        var (phone, _) = await _server.Listen(ann);

        var made = await Schedule(ann, room, "c1", "later", TimeSpan.FromDays(1));
        var again = await Schedule(ann, room, "c1", "later", TimeSpan.FromDays(1));
        var conflict = await Schedule(ann, room, "c1", "other", TimeSpan.FromDays(1));
        var waiting = await List(ann);
        var moved = await Patch(ann, "c1", new { at = _server.Clock.GetUtcNow() + Soon });
        var sent = await phone.Change("scheduled", change => change.Text("state") == "sent");
        var events = await Messages(ann, room);

        Assert.Equal((201, "waiting"), (made.Status, made["state"]));
        Assert.Equal(made["at"], again["at"]);
        Assert.Equal("client-id-conflict", conflict.Code);
        Assert.Equal("later", Assert.Single(waiting).Text("text"));
        var message = Assert.Single(events);
        Assert.Equal(("later", "c1", ann.Id), (message.Text("text"), message.Text("clientId"), message.Text("sender")));
        Assert.Equal(message.Seq(), sent.Seq());
        Assert.True(message.GetProperty("at").GetDateTimeOffset() >= moved.Json.GetProperty("at").GetDateTimeOffset() - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await List(ann));
        Assert.Equal(0, await Reminders(ann));
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task It_can_be_changed_and_cancelled_until_its_time_comes()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        var (phone, _) = await _server.Listen(ann);
        await Schedule(ann, room, "c1", "wrong", TimeSpan.FromDays(1));
        await Schedule(ann, room, "c2", "never", TimeSpan.FromDays(2));

        var changed = await Patch(ann, "c1", new { text = "right", at = _server.Clock.GetUtcNow() + Soon });
        var cancelled = await ann.Client.Delete("me/scheduled/c2");
        await phone.Change("scheduled", change => change.Text("state") == "sent");

        Assert.Equal((200, "right"), (changed.Status, changed["text"]));
        Assert.Equal(204, cancelled.Status);
        Assert.Equal("right", Assert.Single(await Messages(ann, room)).Text("text"));
        Assert.Empty(await List(ann));
        Assert.Equal("scheduled-not-found", (await Patch(ann, "c1", new { text = "too late" })).Code);
        Assert.Equal("scheduled-not-found", (await ann.Client.Delete("me/scheduled/c2")).Code);
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task It_mentions_those_who_are_members_when_it_is_sent()
    {
        var (ann, bob, carl) = (await User(), await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var (phone, _) = await _server.Listen(ann);
        await Schedule(ann, room, "c1", "nobody", TimeSpan.FromDays(1));

        await Patch(ann, "c1", new { text = $"@{bob.SignedIn.User.UserName} and @{carl.SignedIn.User.UserName} and @room" });
        await Patch(ann, "c1", new { at = _server.Clock.GetUtcNow() + Soon });
        await phone.Change("scheduled", change => change.Text("state") == "sent");

        var message = Assert.Single(await Messages(ann, room));
        Assert.Equal(([bob.Id], "room"), (message.GetProperty("mentions").EnumerateArray().Select(user => user.GetString()!).ToArray(), message.Text("everybody")!), Same);
        Assert.Equal(1, (await bob.Client.Get($"rooms/{room}")).Json.GetProperty("mentions").GetInt32());
        await phone.DisposeAsync();

        static bool Same((string[] Users, string Everybody) a, (string[] Users, string Everybody) b) => a.Users.SequenceEqual(b.Users) && a.Everybody == b.Everybody;
    }

    [Fact]
    public async Task Whether_it_may_be_sent_is_decided_when_it_is_sent_and_a_refusal_is_told_and_kept()
    {
        var (ann, bob) = (await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var (phone, _) = await _server.Listen(bob);
        await Schedule(bob, room, "c1", "allowed as yet", TimeSpan.FromDays(1));

        await ann.Client.Send(HttpMethod.Patch, $"rooms/{room}/members/{bob.Id}", JsonContent.Create(new { role = "muted" }));
        await Patch(bob, "c1", new { at = _server.Clock.GetUtcNow() + Soon });
        var refused = await phone.Change("scheduled", change => change.Text("state") == "refused");
        var kept = Assert.Single(await List(bob));
        await ann.Client.Send(HttpMethod.Patch, $"rooms/{room}/members/{bob.Id}", JsonContent.Create(new { role = "member" }));
        await Patch(bob, "c1", new { at = _server.Clock.GetUtcNow() + Soon });
        await phone.Change("scheduled", change => change.Text("state") == "sent");

        Assert.Equal(("muted", "muted"), (refused.Text("refusal"), kept.Text("refusal")));
        Assert.Equal("allowed as yet", Assert.Single(await Messages(bob, room)).Text("text"));
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_sends_later_as_somebody_who_was_deactivated()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        await Schedule(ann, room, "c1", "from beyond", TimeSpan.FromDays(1));

        await _server.Grains.User(ann.Id).Deactivate();
        await _server.Grains.ScheduledMessages(ann.Id).Change(new ChangeScheduled("c1", Text: null, _server.Clock.GetUtcNow() + Soon));

        await Eventually.Is(
            async () => (await _server.Grains.ScheduledMessages(ann.Id).List()).Single().Refusal == "forbidden", "it is refused");
        var head = await _server.Grains.Room(room).Describe(new Parley.Access.Actor(ann.Id, Parley.Access.ServerRole.Member));
        Assert.Equal(0, head.Value!.N);
    }

    [Fact]
    public async Task A_message_that_was_being_sent_when_its_grain_died_is_sent_once()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        await Schedule(ann, room, "c1", "once", TimeSpan.FromDays(1));
        await Activations.Deactivate(_server.Grains.ScheduledMessages(ann.Id));
        Assert.Equal(1, await Reminders(ann)); // whoever dies now is woken by it

        // As if it had been sent, and the process had ended before that was written down.
        await ann.Say(room, "once", "c1");
        await Patch(ann, "c1", new { at = _server.Clock.GetUtcNow() + Soon });
        await Eventually.Is(async () => (await List(ann)).Count == 0, "it is settled");

        Assert.Single(await Messages(ann, room));
    }

    [Fact]
    public async Task Times_that_have_passed_or_are_too_far_and_too_many_messages_are_refused()
    {
        await using var server = await TestServer.Start("--Parley:Scheduling:MaxMessages=1");
        var ann = await server.SignedIn("ann");
        var room = await ann.NewRoom();

        Assert.Equal(["at"], (await Schedule(ann, room, "c1", "x", TimeSpan.FromSeconds(-1))).FaultyFields);
        Assert.Equal(["at"], (await Schedule(ann, room, "c1", "x", TimeSpan.FromDays(1000))).FaultyFields);
        Assert.Equal(["at"], (await ann.Client.Post($"rooms/{room}/scheduled", new { clientId = "c1", text = "x" })).FaultyFields);
        Assert.Equal(201, (await Schedule(ann, room, "c1", "x", TimeSpan.FromDays(1))).Status);
        Assert.Equal("too-many-scheduled", (await Schedule(ann, room, "c2", "x", TimeSpan.FromDays(1))).Code);
    }

    private Task<TestUser> User() => _server.SignedIn("sch-" + Guid.NewGuid().ToString("N")[..16]);

    private Task<Answer> Schedule(TestUser user, string room, string clientId, string text, TimeSpan after) =>
        user.Client.Post($"rooms/{room}/scheduled", new { clientId, text, at = _server.Clock.GetUtcNow() + after });

    private static Task<Answer> Patch(TestUser user, string clientId, object body) =>
        user.Client.Send(HttpMethod.Patch, $"me/scheduled/{clientId}", JsonContent.Create(body));

    private static async Task<List<JsonElement>> List(TestUser user) => [.. (await user.Client.Get("me/scheduled")).Json.EnumerateArray()];

    private static async Task<List<JsonElement>> Messages(TestUser user, string room) =>
        [.. (await user.Client.Get($"rooms/{room}/events")).Json.GetProperty("events").EnumerateArray().Where(e => e.Text("kind") == "messagePosted")];

    private Task<long> Reminders(TestUser user) => _server.Services.GetRequiredService<Databases>().Grains.ReadAsync((connection, moment) =>
        connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM OrleansReminders WHERE GrainId LIKE @id", new { id = $"%{user.Id}%" }, moment));
}
