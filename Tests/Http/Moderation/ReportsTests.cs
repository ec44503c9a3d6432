using System.Net.Http.Json;
using System.Text.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Moderation;

/// <summary>Members report messages, moderators find them in a queue.</summary>
[Trait("Scope", "P6")]
public sealed class ReportsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_reported_message_is_in_the_queue_of_the_moderators_and_they_hear_of_it_at_once()
    {
        var (ann, bob, carla, room) = await Room();
        var seq = await bob.Say(room, "spam");
        var (phone, _) = await _server.Listen(ann);

        Assert.Equal(204, (await Report(carla, room, seq, "this is spam")).Status);
        var told = await phone.Change("reports");
        Assert.Equal(204, (await Report(carla, room, seq, "still spam")).Status); // the same report again
        await Activations.Deactivate(_server.Grains.RoomReports(room));
        var report = Assert.Single(await Queue(ann, room));

        Assert.Equal((room, 1), (told.Text("room"), told.GetProperty("open").GetInt32()));
        Assert.Equal((seq, bob.Id, carla.Id, "this is spam", "open"), (report.Seq(), report.Text("author"), report.Text("reporter"), report.Text("reason"), report.Text("state")));
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task A_moderator_settles_a_report_and_that_is_on_record()
    {
        var (ann, bob, carla, room) = await Room();
        var seq = await bob.Say(room, "spam");
        await Report(carla, room, seq, "spam");
        var id = (await Queue(ann, room))[0].Text("id");

        var settled = await Patch(ann, $"rooms/{room}/reports/{id}", new { state = "handled" });
        var wrong = await Patch(ann, $"rooms/{room}/reports/{id}", new { state = "forgotten" });
        var unknown = await Patch(ann, $"rooms/{room}/reports/999", new { state = "handled" });
        var admin = await _server.Admin();

        Assert.Equal((200, "handled", ann.Id), (settled.Status, settled["state"], settled["settledBy"]));
        Assert.Equal(422, wrong.Status);
        Assert.Equal("report-not-found", unknown.Code);
        Assert.Equal("handled", Assert.Single(await Queue(ann, room)).Text("state"));
        await Eventually.Is(async () =>
        {
            var entries = (await admin.Client.Get($"admin/audit?actor={ann.Id}&event=moderation_settled")).Json.GetProperty("entries");
            return entries.GetArrayLength() == 1 && entries[0].Text("target") == bob.Id;
        }, "it is on record");
    }

    [Fact]
    public async Task Only_messages_that_one_can_read_are_reported_and_only_moderators_see_the_queue()
    {
        var (ann, bob, carla, room) = await Room();
        var seq = await bob.Say(room, "fine");
        var stranger = await User();

        Assert.Equal("not-a-member", (await Report(stranger, room, seq, "x")).Code);
        Assert.Equal("message-not-found", (await Report(carla, room, 1, "x")).Code); // an event, and no message
        Assert.Equal("message-not-found", (await Report(carla, room, 999, "x")).Code);
        Assert.Equal("invalid", (await Report(carla, room, seq, " ")).Code);
        Assert.Equal("forbidden", (await carla.Client.Get($"rooms/{room}/reports")).Code);
        Assert.Equal("not-a-member", (await stranger.Client.Get($"rooms/{room}/reports")).Code);
        Assert.Empty(await Queue(ann, room));
    }

    [Fact]
    public async Task A_queue_has_a_bound()
    {
        await using var server = await TestServer.Start("--Parley:Reports:MaxOpen=1", "--Parley:Reports:MaxSettled=1");
        var ann = await server.SignedIn("ann");
        var room = await ann.NewRoom();
        long[] said = [await ann.Say(room, "a"), await ann.Say(room, "b"), await ann.Say(room, "c")];

        Assert.Equal(204, (await Report(ann, room, said[0], "x")).Status);
        Assert.Equal("too-many-reports", (await Report(ann, room, said[1], "x")).Code);
        foreach (var seq in said[1..])
        {
            await Patch(ann, $"rooms/{room}/reports/{(await Queue(ann, room))[0].Text("id")}", new { state = "dismissed" });
            Assert.Equal(204, (await Report(ann, room, seq, "x")).Status);
        }

        Assert.Equal([said[2], said[1]], (await Queue(ann, room)).Select(report => report.Seq()));
    }

    private async Task<(TestUser Ann, TestUser Bob, TestUser Carla, string Room)> Room()
    {
        var (ann, bob, carla) = (await User(), await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        await carla.JoinRoom(room);
        return (ann, bob, carla, room);
    }

    private Task<TestUser> User() => _server.SignedIn("rep-" + Guid.NewGuid().ToString("N")[..16]);

    private static Task<Answer> Report(TestUser user, string room, long seq, string reason) => user.Client.Post($"rooms/{room}/messages/{seq}/report", new { reason });

    private static Task<Answer> Patch(TestUser user, string path, object body) => user.Client.Send(HttpMethod.Patch, path, JsonContent.Create(body));

    private static async Task<List<JsonElement>> Queue(TestUser user, string room) => [.. (await user.Client.Get($"rooms/{room}/reports")).Json.EnumerateArray()];
}
