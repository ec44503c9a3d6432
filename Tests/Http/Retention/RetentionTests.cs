using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Retention;

/// <summary>Messages that are older than they may be, from the setting to what readers see.</summary>
public sealed class RetentionTests
{
    private static readonly string[] Settings =
    [
        "--Parley:Retention:RoomsMayChange=true", "--Parley:Retention:RoomsLeast=7.00:00:00", "--Parley:Retention:RoomsMost=90.00:00:00", "--Parley:Retention:LookEvery=00:00:01",
        "--Parley:Retention:DeleteAtOnce=2", "--Parley:Jobs:LookEvery=00:00:00.200", "--Parley:Search:IndexDelay=00:00:00",
    ];

    [Fact]
    public async Task Old_messages_go_for_good_readers_see_it_without_a_hole_and_a_restart_in_between_does_no_harm()
    {
        var server = await TestServer.Start([.. Settings, "--Parley:Retention:Pause=00:00:01"]);
        try
        {
            // 1. The rule is the owner's to set, within bounds.
            var (owner, member, admin) = (await server.SignedIn("ret-ann"), await server.SignedIn("ret-bob"), await server.Admin());
            var room = await owner.NewRoom();
            await member.JoinRoom(room);
            Assert.Equal((403, "forbidden"), Problem(await member.Patch($"rooms/{room}", new { retention = 30 })));
            Assert.Equal((422, "retention-out-of-range"), Problem(await owner.Patch($"rooms/{room}", new { retention = 0 })));
            Assert.Equal("30", (await owner.Patch($"rooms/{room}", new { retention = 30 }))["retention"]);
            Assert.Equal(30, (await member.Client.Get($"rooms/{room}")).Json.GetProperty("retention").GetInt32());
            Assert.Equal(30, (await member.Client.Get("rooms?member=me")).Json[0].GetProperty("retention").GetInt32());
            Assert.Equal("""{"days":0,"keepsPinned":true,"roomsMayChange":true,"least":7,"most":90}""", (await member.Client.Get("limits")).Json.GetProperty("retention").GetRawText());

            // 2. Six messages that will be old, one of them pinned, one edited, one with a reaction.
            var planted = "p" + Guid.NewGuid().ToString("N")[..12];
            var old = new List<long>();
            for (var i = 0; i < 6; i++)
            {
                old.Add(await owner.Say(room, $"{planted} number {i}"));
            }

            await owner.Put($"rooms/{room}/messages/{old[1]}/reactions/%F0%9F%91%8D", null);
            await owner.Patch($"rooms/{room}/messages/{old[2]}", new { clientId = "e", text = $"{planted} again" });
            Assert.Equal(204, (await owner.Put($"rooms/{room}/messages/{old[3]}/pin", null)).Status);
            await owner.Client.Post($"rooms/{room}/archive");
            server.Clock.Advance(TimeSpan.FromDays(31));
            (owner, member, admin) = (await server.SignedInAgain(owner.Id), await server.SignedInAgain(member.Id), await server.SignedInAgain(admin.Id));

            // 3. The first ones go; then the server is stopped, and another goes on.
            await Eventually.Is(async () => (await Left(member, room)).Count < 6, "the first messages are deleted");
            server = await server.Restart(Settings);
            server.Clock.Advance(TimeSpan.FromDays(31));
            (owner, member, admin) = (await server.SignedInAgain(owner.Id), await server.SignedInAgain(member.Id), await server.SignedInAgain(admin.Id));
            await using var socket = await RawWebSocketClient.Connect(server, member);
            await socket.Send(new { type = "subscribe", id = "s", room });
            await socket.Find("subscribed");
            await Eventually.Is(async () => (await Left(member, room)).Count == 1, "all others are deleted");

            // 4. What is left, and how it is told: as any deletion, number by number.
            Assert.Equal([old[3]], await Left(member, room));
            var events = (await member.Client.Get($"rooms/{room}/events?after=0&limit=1000")).Json.GetProperty("events").EnumerateArray().ToList();
            Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(e => e.Seq()));
            var deleted = events.Where(e => e.Text("kind") == "messageDeleted").ToList();
            Assert.Equal(old.Where(seq => seq != old[3]), deleted.Select(e => e.GetProperty("target").GetInt64()));
            Assert.All(deleted, e => Assert.Equal((true, false, owner.Id), (e.GetProperty("expired").GetBoolean(), e.TryGetProperty("batch", out _), e.Text("sender"))));

            // 5. Unpinned it goes as well; then nothing is left anywhere, and there is no way back.
            await owner.Client.Delete($"rooms/{room}/archive");
            await owner.Client.Delete($"rooms/{room}/messages/{old[3]}/pin");
            var heard = new List<JsonElement>();
            while (!heard.Any(e => e.Text("kind") == "messageDeleted" && e.GetProperty("target").GetInt64() == old[3]))
            {
                heard.AddRange((await socket.Find("events")).GetProperty("events").EnumerateArray());
            }

            Assert.Equal(heard.Select((_, i) => heard[0].Seq() + i), heard.Select(e => e.Seq()));
            await Eventually.Is(async () => (await StoredText.FindAsync(server.Services.GetRequiredService<Databases>(), planted)).Count == 0, "nothing is left in any table");
            Assert.Empty((await owner.Client.Get($"rooms/{room}/deletions")).Json.EnumerateArray());

            // 6. An administrator chooses what owners may not, and it is on record.
            var young = await owner.Say(room, "of today");
            Assert.Equal("1", (await admin.Patch($"admin/rooms/{room}", new { retention = 1 }))["retention"]);
            Assert.Equal([$"room retention=1d"], (await admin.Client.Get($"admin/audit?event=authz_admin&actor={admin.Id}")).Json.GetProperty("entries").EnumerateArray().Select(one => one.Text("detail")));
            server.Clock.Advance(TimeSpan.FromDays(1));
            member = await server.SignedInAgain(member.Id);
            await Eventually.Is(async () => (await Left(member, room)).Count == 0, $"message {young} is deleted");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<List<long>> Left(TestUser user, string room) =>
        [.. (await user.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().Where(message => message.TryGetProperty("text", out _)).Select(message => message.Seq())];

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
