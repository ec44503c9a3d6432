using System.Collections.Immutable;
using CsCheck;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Grains.Rooms;
using Parley.Grains.Threads;
using Parley.Rooms;
using Parley.Tests.Support;
using Parley.Threads;
using Xunit;

namespace Parley.Tests.Storage.Rooms;

/// <summary>Messages as they are now, whatever the engine.</summary>
public abstract class RoomMessagesSpec : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private TestLog _test = null!;

    private IRoomLog Log => _test.Log;

    private ThreadReader Threads => new(_test.Databases, Options.Create(new RoomOptions()));

    public async ValueTask InitializeAsync() => _test = await CreateLog();

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestLog> CreateLog();

    [Fact]
    public async Task Whatever_was_done_to_messages_a_page_shows_them_as_the_whole_log_makes_them()
    {
        var run = 0;
        await RoomGen.Commands.SampleAsync(async commands =>
        {
            // In pieces, as batches come; read at each of their ends.
            var (room, model) = ($"room-{Interlocked.Increment(ref run)}", new RoomModel("r"));
            var stored = 0;
            foreach (var piece in commands.Chunk(13))
            {
                foreach (var command in piece)
                {
                    model.Do(Named(command, room), At.AddSeconds(model.Log.Count));
                }

                await Append(room, stored, [.. model.Log.Skip(stored).Select(e => OwnInvite(e, room))]);
                stored = model.Log.Count;
                if (model.Room.Members.FirstOrDefault(member => member.Value is not null).Key is { } reader)
                {
                    var page = await Log.ReadMessagesAsync(room, new ReadMessages(reader, 1000), int.MaxValue, 100);
                    Assert.Equal((1, stored), (page.First, page.Last));
                    Assert.Equal(MessageModel.Print(MessageModel.Of(model.Log, reader)), MessageModel.Print(page.Messages));
                    await PartsAgree(room, model, reader);
                }
            }
        }, iter: 12, threads: 1);
    }

    /// <summary>Pins, threads and counts are what they are by going through everything.</summary>
    private async Task PartsAgree(string room, RoomModel model, string reader)
    {
        var all = MessageModel.Of(model.Log, reader);
        var pins = await Log.ReadPinsAsync(room, reader, 100, 100);
        Assert.Equal(MessageModel.Print(all.Where(message => message.Pin is not null).OrderByDescending(message => message.Pin!.Seq)), MessageModel.Print(pins.Messages));
        foreach (var root in all.Where(message => message.Replies > 0))
        {
            var thread = await Log.ReadMessagesAsync(room, new ReadMessages(reader, 1000) { Thread = root.Seq }, int.MaxValue, 100);
            Assert.Equal(MessageModel.Print(all.Where(message => message.Thread == root.Seq)), MessageModel.Print(thread.Messages));
        }

        var directory = new SqlRoomDirectory(_test.Databases, Options.Create(new RoomOptions()));
        foreach (var user in RoomGen.Users)
        {
            var after = model.Log.Count / 3;
            var counts = await directory.MentionsAsync(user, [new ReadPosition(room, after, 0), new ReadPosition("none", 0, 0)]);
            Assert.Equal(MessageModel.Mentions(model.Log, user, after), counts.GetValueOrDefault(room));

            // Threads, of which the first is followed by hand, the second given up, and all read up to there.
            var roots = all.Where(message => message.Replies > 0).Select(message => message.Seq).ToList();
            var marks = new ThreadsState();
            for (var i = 0; i < roots.Count; i++)
            {
                marks = marks.With(room, roots[i], new ThreadMarkState(after, i switch { 0 => true, 1 => false, _ => null }, At), 1000);
            }

            var list = await Threads.PageAsync(new ReadThreads(new Actor(user, ServerRole.Member), 100, null), marks);
            Assert.Equal(
                MessageModel.Threads(model.Log, user, marks, room),
                list.Threads.Where(thread => thread.Room == room).Select(thread => (thread.Root.Seq, thread.ReadSeq, thread.Unread, thread.Mentions)));
        }
    }

    [Fact]
    public async Task T4_who_has_left_reads_on_what_there_was_and_nothing_newer_if_the_room_says_so()
    {
        var (run, reads) = (0, 0);
        await RoomGen.Commands.SampleAsync(async commands =>
        {
            var (room, model) = ($"left-{Interlocked.Increment(ref run)}", new RoomModel("r"));
            void Do(params IEnumerable<RoomCommand> some)
            {
                foreach (var command in some)
                {
                    model.Do(Named(command, room), At.AddSeconds(model.Log.Count));
                }
            }

            // All of them are in it, and leave at some time, if they are still there: so that much is done before, and much to what they have seen.
            Do(new CreateRoom { Sender = "ann", Name = "den", Title = "Den", Visibility = RoomVisibility.Public });
            Do(RoomGen.Users.Select(user => new AddMember { Sender = "ann", User = user }));
            foreach (var (part, leaver) in commands.Chunk((commands.Length / 4) + 1).Zip(["none", "bob", "cat", "bob"]))
            {
                Do(part);
                Do(new LeaveRoom { Sender = leaver });
            }

            Do(model.Room.Owners.Select(owner => new ChangeSettings { Sender = owner, Leavers = RoomLeavers.Read }));
            await Append(room, 0, [.. model.Log.Select(e => OwnInvite(e, room))]);
            foreach (var user in RoomGen.Users.Where(user => model.Room.Members.GetValueOrDefault(user) is null))
            {
                var then = MessageModel.LeftBy(model.Log, user);
                var ceiling = model.Log.OfType<MemberLeft>().LastOrDefault(left => left.User == user)?.Seq ?? 0;
                var (messages, events) = (
                    await Log.ReadMessagesAsync(room, new ReadMessages(user, 1000) { LooksBack = true }, int.MaxValue, 100),
                    await Log.ReadPageAsync(room, new ReadEvents(user, 1000) { LooksBack = true }, int.MaxValue));
                Assert.Equal((then.Count > 0, then.Count > 0), (messages.IsFormer, events.IsFormer));
                Assert.Equal(MessageModel.Print(then.Count > 0 ? MessageModel.Of(then, user) : []), MessageModel.Print(messages.Messages));
                if (then.Count == 0)
                {
                    Assert.Empty(events.Events);
                    continue;
                }

                // To them the room ends there, from wherever they ask.
                reads++;
                var floor = MessageModel.Floor(model.Log, user);
                Assert.Equal((ceiling, ceiling, then[(int)ceiling - 1].N, 1L, ceiling), (messages.Head!.LastSeq, events.Head!.LastSeq, events.Head.N, messages.First, messages.Last));
                Assert.Equal(Enumerable.Range((int)floor, (int)(ceiling - floor + 1)).Select(seq => (long)seq), events.Events.Select(e => e.Seq));
                var beyond = new[] { ceiling - 1, ceiling, ceiling + 1, ceiling + 1000 };
                foreach (var at in beyond)
                {
                    var pages = new[]
                    {
                        await Log.ReadPageAsync(room, new ReadEvents(user, 1000) { LooksBack = true, After = at }, int.MaxValue),
                        await Log.ReadPageAsync(room, new ReadEvents(user, 1000) { LooksBack = true, Before = at }, int.MaxValue),
                    };
                    Assert.All(pages.SelectMany(page => page.Events), e => Assert.InRange(e.Seq, floor, ceiling));
                    foreach (var query in new[] { new ReadMessages(user, 9) { After = at }, new ReadMessages(user, 9) { Before = at }, new ReadMessages(user, 9) { Around = at } })
                    {
                        var page = await Log.ReadMessagesAsync(room, query with { LooksBack = true }, int.MaxValue, 100);
                        Assert.All(page.Messages, message => Assert.InRange(message.Seq, floor, ceiling));
                    }

                    Assert.Equal(MessageModel.Of(then, user).Any(message => message.Seq == at), !(await Log.ReadMessageAsync(room, user, at, 100, looksBack: true)).Messages.IsEmpty);
                }

                // Who does not look back is a stranger.
                Assert.Null((await Log.ReadMessagesAsync(room, new ReadMessages(user, 1000), int.MaxValue, 100)).Member);
                Assert.False((await Log.ReadPinsAsync(room, user, 100, 100)).IsFormer);
            }
        }, iter: 20, threads: 1);
        Assert.True(reads > 5, $"{reads}"); // of 40 who left
    }

    [Fact]
    public async Task Pages_cover_the_room_without_a_hole_in_either_direction()
    {
        await Room("a", [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? (RoomEvent)Added(i + 3, 3, $"u{i}") : Posted(i + 3))]);
        var all = (await Page(new ReadMessages("ann", 1000))).Messages.Select(message => message.Seq).ToList();

        var down = new List<long>();
        for (var before = 43L; before > 1;)
        {
            var page = await Page(new ReadMessages("ann", 7) { Before = before });
            Assert.Equal(before - 1, page.Last);
            down.InsertRange(0, page.Messages.Select(message => message.Seq));
            before = page.First;
        }

        var up = new List<long>();
        for (var after = 0L; after < 42;)
        {
            var page = await Page(new ReadMessages("ann", 7) { After = after });
            Assert.Equal(after + 1, page.First);
            up.AddRange(page.Messages.Select(message => message.Seq));
            after = page.Last;
        }

        var around = await Page(new ReadMessages("ann", 7) { Around = 20 });
        Assert.Equal(all, down);
        Assert.Equal(all, up);
        Assert.Equal([16, 17, 19, 20, 22, 23, 25], around.Messages.Select(message => message.Seq));
        Assert.Equal((16, 25), (around.First, around.Last));
        Assert.Equal([20], (await Page(new ReadMessages("ann", 1) { Around = 20 })).Messages.Select(message => message.Seq));
        Assert.Equal([], (await Page(new ReadMessages("ann", 7) { After = 42 })).Messages);
        Assert.Equal([], (await Page(new ReadMessages("ann", 7) { Before = 1 })).Messages);
    }

    [Fact]
    public async Task A_page_ends_where_it_would_grow_too_large()
    {
        await Room("a", [.. Enumerable.Range(3, 10).Select(seq => (RoomEvent)(Posted(seq) with { Text = new string('x', 100) }))]);

        var up = await Page(new ReadMessages("ann", 10) { After = 0 }, maxCharacters: 250);
        var down = await Page(new ReadMessages("ann", 10), maxCharacters: 250);

        Assert.Equal(([3L, 4L], 1, 4), (up.Messages.Select(message => message.Seq).ToArray(), up.First, up.Last), Pages);
        Assert.Equal(([11L, 12L], 11, 12), (down.Messages.Select(message => message.Seq).ToArray(), down.First, down.Last), Pages);

        static bool Pages((long[] Seqs, long First, long Last) a, (long[] Seqs, long First, long Last) b) =>
            a.Seqs.SequenceEqual(b.Seqs) && a.First == b.First && a.Last == b.Last;
    }

    [Fact]
    public async Task However_many_react_they_are_counted_and_the_first_are_named()
    {
        await Room("a", [Posted(3), .. Enumerable.Range(0, 1500).Select(i => (RoomEvent)Added(i + 4, 3, $"u{i:0000}"))]);

        var reaction = Assert.Single(Assert.Single((await Page(new ReadMessages("ann", 10))).Messages).Reactions);

        Assert.Equal((1500, false), (reaction.Count, reaction.Mine));
        Assert.Equal(["u0000", "u0001", "u0002"], reaction.Users);
        var own = await Log.FactsAsync("a", RoomNeeds.None with { Reactions = [(3, "u0007"), (3, "ann")] });
        Assert.Equal(1500, own.Facts.Reactions[3].Counts["👍"]);
        Assert.Equal((1, 0), (own.Facts.Reactions[3].Of["u0007"].Count, own.Facts.Reactions[3].Of["ann"].Count));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_deleted_message_but_its_number()
    {
        await Room("a",
        [
            Posted(3), Added(4, 3, "bob"),
            new MessageEdited { Seq = 5, Sender = "ann", At = At, N = 1, Target = 3, Text = "second" },
            new MessageEdited { Seq = 6, Sender = "ann", At = At, N = 1, Target = 3, Text = "third" },
        ]);
        Assert.Equal(["text 3", "second", "third"], (await Log.ReadVersionsAsync("a", 3, 10)).Select(version => version.Text));

        await Append("a", 6, [new MessageDeleted { Seq = 7, Sender = "ann", At = At, N = 1, Target = 3 }]);

        var message = Assert.Single((await Log.ReadMessageAsync("a", "ann", 3, 10)).Messages);
        Assert.Equal((3, "ann", null, 0, null), (message.Seq, message.Sender, message.Text, message.Edits, message.EditedAt));
        Assert.Empty(message.Reactions);
        Assert.Empty(await Log.ReadVersionsAsync("a", 3, 10));
        Assert.Empty((await Log.ReadMessageAsync("a", "ann", 2, 10)).Messages);
        Assert.IsType<ReactionAdded>((await Log.ReadAfterAsync("a", 3, 1))[0]); // what happened is still told
    }

    private async Task<ReaderMessages> Page(ReadMessages query, int maxCharacters = int.MaxValue) => await Log.ReadMessagesAsync("a", query, maxCharacters, reactionUsers: 3);

    private async Task Room(string room, ImmutableArray<RoomEvent> events) => await Append(room, 0,
    [
        new RoomCreated { Seq = 1, Sender = "ann", At = At, N = 0, Name = room, Title = "A", Visibility = RoomVisibility.Public },
        new MemberJoined { Seq = 2, Sender = "ann", At = At, N = 0, User = "ann", Role = RoomRole.Owner },
        .. events,
    ]);

    /// <summary>So are names of rooms.</summary>
    private static RoomCommand Named(RoomCommand command, string room) => command switch
    {
        CreateRoom create => create with { Name = room },
        ChangeSettings { Name: { } name } change => change with { Name = room + name },
        _ => command,
    };

    /// <summary>Ids of invites are of the whole server.</summary>
    private static RoomEvent OwnInvite(RoomEvent e, string room) => e switch
    {
        InviteCreated created => created with { Invite = room + created.Invite },
        InviteRevoked revoked => revoked with { Invite = room + revoked.Invite },
        MemberJoined { Invite: { } invite } joined => joined with { Invite = room + invite },
        _ => e,
    };

    private async Task Append(string room, long expected, ImmutableArray<RoomEvent> events) =>
        Assert.Equal("Committed", await Log.AppendAsync(new RoomAppend(room, expected, (await Log.HeadAsync(room))?.Epoch, events, [])) switch
        {
            AppendResult.Failed failed => failed.Exception.Message,
            var result => result.GetType().Name,
        });

    private static MessagePosted Posted(long seq) => new() { Seq = seq, Sender = "ann", At = At, N = 1, Text = $"text {seq}" };

    private static ReactionAdded Added(long seq, long target, string user) => new() { Seq = seq, Sender = user, At = At, N = 1, Target = target, Emoji = "👍" };
}

public sealed class SqliteRoomMessagesTests : RoomMessagesSpec
{
    private protected override Task<TestLog> CreateLog() => Task.FromResult(TestLog.OnSqlite());
}

public sealed class MariaDbRoomMessagesTests(MariaDbServer server) : RoomMessagesSpec
{
    private protected override Task<TestLog> CreateLog() => TestLog.OnMariaDb(server);
}
