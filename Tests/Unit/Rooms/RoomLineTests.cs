using System.Collections.Concurrent;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

/// <summary>One room's line over the real log on SQLite.</summary>
public sealed class RoomLineTests : IAsyncDisposable
{
    private readonly TestLog _log = TestLog.OnSqlite();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Same_client_id_gets_the_first_answer()
    {
        var line = await NewRoom();
        var first = await line.Do(Send("ann", "c1", "hi"));
        var again = await line.Do(Send("ann", "c1", "hi"));

        Assert.False(first.Value!.IsRepeat);
        Assert.Equal((first.Value.Seq, true), (again.Value!.Seq, again.Value.IsRepeat));
    }

    [Fact]
    public async Task Same_client_id_gets_the_first_answer_long_after_it_left_memory()
    {
        var line = await NewRoom(new RoomOptions { TailEvents = 16 });
        var first = await line.Do(Send("ann", "c1", "hi"));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => line.Do(Send("ann", $"x{i}", "."))));

        var again = await Task.WhenAll(line.Do(Send("ann", "new", "before")), line.Do(Send("ann", "c1", "hi")), line.Do(Send("ann", "new2", "after")));

        Assert.Equal((first.Value!.Seq, true), (again[1].Value!.Seq, again[1].Value!.IsRepeat));
        Assert.Equal([104, 105], [again[0].Value!.Seq, again[2].Value!.Seq]);
    }

    [Fact]
    public async Task Same_client_id_with_other_content_is_a_conflict()
    {
        var line = await NewRoom();
        await line.Do(Send("ann", "c1", "hi"));

        Assert.Equal(ErrorCatalog.ClientIdConflict, (await line.Do(Send("ann", "c1", "ho"))).Error?.Code);
    }

    [Fact]
    public async Task A_repeat_of_an_erased_message_gets_its_number()
    {
        var line = await NewRoom();
        var first = await line.Do(Send("ann", "c1", "hi"));
        await line.Do(new DeleteMessage { Sender = "ann", Target = first.Value!.Seq });

        Assert.Equal(first.Value.Seq, (await line.Do(Send("ann", "c1", "hi"))).Value?.Seq);
    }

    [Fact]
    public async Task Who_left_still_gets_the_first_answer_to_a_repeat()
    {
        var line = await NewRoom();
        await line.Do(new JoinRoom { Sender = "bob" });
        var first = await line.Do(Send("bob", "c1", "hi"));
        await line.Do(new LeaveRoom { Sender = "bob" });

        Assert.Equal(first.Value!.Seq, (await line.Do(Send("bob", "c1", "hi"))).Value?.Seq);
        Assert.Equal(ErrorCatalog.NotAMember, (await line.Do(Send("bob", "c2", "hi"))).Error?.Code);
    }

    [Fact]
    public async Task A_second_activation_learns_of_a_leave_before_it_decides()
    {
        var one = await NewRoom();
        await one.Do(new JoinRoom { Sender = "bob" });
        var two = await Open();
        Assert.False((await two.Do(Send("bob", "c1", "hi"))).IsError);

        await one.Do(new LeaveRoom { Sender = "bob" });

        Assert.Equal(ErrorCatalog.NotAMember, (await two.Do(Send("bob", "c2", "again"))).Error?.Code);
    }

    [Fact]
    public async Task A_refusal_is_decided_on_what_the_log_holds_now()
    {
        var one = await NewRoom();
        var two = await Open();
        Assert.Equal(ErrorCatalog.NotAMember, (await two.Do(Send("bob", "c1", "hi"))).Error?.Code);

        await one.Do(new JoinRoom { Sender = "bob" });

        Assert.False((await two.Do(Send("bob", "c2", "hi"))).IsError);
    }

    [Fact]
    public async Task Two_activations_appending_at_once_neither_fork_nor_lose()
    {
        var one = await NewRoom();
        var two = await Open();
        await one.Do(new JoinRoom { Sender = "bob" });

        // Both get every send, each through the other as well: 200 messages, 400 calls.
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).SelectMany(i =>
        {
            var command = Send(i % 2 == 0 ? "ann" : "bob", $"c{i}", $"text {i}");
            return new[] { one.Do(command), two.Do(command) };
        }));

        var log = await _log.Log.ReadAfterAsync("room", 0, 1000);
        Assert.Equal(Enumerable.Range(1, log.Length).Select(i => (long)i), log.Select(e => e.Seq));
        Assert.All(answers, answer => Assert.False(answer.IsError, answer.Error?.Message));
        Assert.Equal(200, log.OfType<MessagePosted>().Count());
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(answers[2 * i].Value!.Seq, answers[(2 * i) + 1].Value!.Seq);
            Assert.Equal($"c{i}", log[(int)answers[2 * i].Value!.Seq - 1].ClientId);
        }

        await one.Current();
        await two.Current();
        Assert.Equal(log.Select(e => e.Seq), one.Seen.Select(e => e.Seq));
        Assert.Equal(log.Select(e => e.Seq).Skip(2), two.Seen.Select(e => e.Seq)); // it was loaded after two events
    }

    [Fact]
    public void Any_commands_through_two_activations_leave_one_line() => RoomGen.Commands.Sample(
        commands =>
        {
            RunAlone(commands).GetAwaiter().GetResult();
        },
        iter: 30);

    [Fact]
    public async Task A_log_that_went_back_stops_the_activation()
    {
        var line = await NewRoom();
        await line.Do(Send("ann", "c1", "one"));
        await line.Do(Send("ann", "c2", "two"));
        Sql("DELETE FROM room_events WHERE seq = 4; UPDATE room_heads SET last_seq = 3");

        var refused = await line.Do(Send("ann", "c3", "three"));

        Assert.Equal(ErrorCatalog.Busy, refused.Error?.Code);
        Assert.False(await line.Current());
        Assert.Equal(3, (await _log.Log.HeadAsync("room"))!.LastSeq);
    }

    /// <summary>InnoDB shows what a commit has written before it is on disk. Then the power goes.</summary>
    [Fact]
    public async Task What_another_activation_has_written_is_told_to_nobody_before_it_is_on_disk()
    {
        var writer = await NewRoom();
        var cut = new FaultyRoomLog(_log.Log, seed: 1) { FaultRate = 0, BeforeSync = () => Sql("DELETE FROM room_events WHERE seq = 3; UPDATE room_heads SET last_seq = 2") };
        var reader = new Activation("room", cut, new RoomOptions(), new SiloBacklog(Options.Create(new RoomOptions())));
        await writer.Do(Send("ann", "c0", "not there yet"));
        await reader.Load(null); // and so is what it finds when it wakes up

        Assert.Equal(2, reader.Line.Room.LastSeq);
        await writer.Current();
        writer = await Open();
        await writer.Do(Send("ann", "c1", "lost"));
        await reader.Current();

        Assert.DoesNotContain(reader.Seen, e => e.Seq == 3);
        Assert.Equal(2, reader.Line.Room.LastSeq);
        Assert.False(await reader.Line.IsOnDiskAsync(new LogHead(3, 1, reader.Line.Epoch!)));
    }

    [Fact]
    public async Task A_restored_log_stops_the_activation()
    {
        var line = await NewRoom();
        Sql("UPDATE room_heads SET epoch = 'other'");

        Assert.Equal(ErrorCatalog.Busy, (await line.Do(Send("ann", "c1", "one"))).Error?.Code);
        Assert.Equal(2, (await _log.Log.HeadAsync("room"))!.LastSeq);
    }

    [Fact]
    public async Task An_event_of_a_newer_program_stops_the_activation()
    {
        var one = await NewRoom();
        Sql("INSERT INTO room_events (room_id, seq, kind, version, sender_id, at_ms, n, payload) VALUES ('room', 3, 'pollOpened', 1, 'ann', 0, 0, '{}');"
            + "UPDATE room_heads SET last_seq = 3");

        Assert.Equal(ErrorCatalog.Busy, (await one.Do(Send("ann", "c1", "one"))).Error?.Code);
        Assert.Equal(3, (await _log.Log.HeadAsync("room"))!.LastSeq);
    }

    [Fact]
    public async Task Beyond_the_pending_limit_a_send_is_refused_and_nothing_of_it_is_stored()
    {
        var line = await NewRoom(new RoomOptions { MaxPendingCommands = 4 });
        var answers = await Task.WhenAll(line.DoAll(Enumerable.Range(0, 50).Select(i => Send("ann", $"c{i}", "hi"))));

        var busy = answers.Count(answer => answer.Error?.Code == ErrorCatalog.Busy);
        Assert.InRange(busy, 1, 49);
        Assert.Equal(50 - busy, (await _log.Log.ReadAfterAsync("room", 0, 1000)).OfType<MessagePosted>().Count());
    }

    [Fact]
    public async Task Beyond_the_limit_of_the_silo_the_sends_of_all_rooms_are_refused_until_others_have_been_answered()
    {
        var options = new RoomOptions { MaxPendingCommandsOfSilo = 4 };
        var backlog = new SiloBacklog(Options.Create(options));
        var one = await NewRoom(options, backlog);
        var two = await Open("room2", options: options, backlog: backlog);
        Assert.False((await two.Do(Create("ann", "another den"))).IsError);

        for (var round = 0; round < 3; round++)
        {
            var answers = await Task.WhenAll(new[] { one, two }.SelectMany(room => room.DoAll(Enumerable.Range(0, 20).Select(i => Send("ann", $"c{round}-{i}", "hi")))));
            var stored = answers.Count(answer => !answer.IsError);
            Assert.InRange(stored, 4, 39);
            Assert.All(answers.Where(answer => answer.IsError), answer => Assert.Equal((ErrorCatalog.Busy, false), (answer.Error!.Code, answer.Error.OutcomeUnknown)));
        }

        // All have been answered, and are counted out a moment later: there is room for exactly as many as at first.
        await Eventually.Is(() => Task.FromResult(Takes(4)), "there is room for four");
        Assert.False(backlog.TryAdd(1));

        bool Takes(int commands)
        {
            var taken = Enumerable.Range(0, commands).Count(_ => backlog.TryAdd(1));
            for (var i = taken; taken < commands && i > 0; i--)
            {
                backlog.Remove(1);
            }

            return taken == commands;
        }
    }

    [Fact]
    public void A_silo_bounds_the_text_that_waits_but_takes_one_command_of_any_length()
    {
        var backlog = new SiloBacklog(Options.Create(new RoomOptions { MaxPendingCharactersOfSilo = 10 }));
        Assert.True(backlog.TryAdd(100));
        Assert.False(backlog.TryAdd(1));
        backlog.Remove(100);
        Assert.Equal([true, true, false], new[] { 6, 4, 1 }.Select(backlog.TryAdd));
    }

    [Fact]
    public async Task Deleting_erases_message_and_edits_everywhere_and_keeps_the_numbers()
    {
        var line = await NewRoom();
        var posted = (await line.Do(Send("ann", "c1", "secret one"))).Value!.Seq;
        await line.Do(new EditMessage { Sender = "ann", ClientId = "c2", Target = posted, Text = "secret two" });
        await line.Do(new DeleteMessage { Sender = "ann", ClientId = "c3", Target = posted });

        var log = await _log.Log.ReadAfterAsync("room", 0, 100);
        Assert.Equal([1, 2, 3, 4, 5], log.Select(e => e.Seq));
        Assert.Null(((MessagePosted)log[2]).Text);
        Assert.Null(((MessageEdited)log[3]).Text);
        Assert.DoesNotContain(line.Line.Tail.After(0, 100, int.MaxValue), e => e is MessagePosted { Text: not null } or MessageEdited { Text: not null });
    }

    [Fact]
    public async Task A_name_belongs_to_one_room()
    {
        await NewRoom();
        var other = await Open("room2");

        Assert.Equal(ErrorCatalog.NameTaken, (await other.Do(Create("bob", "DEN"))).Error?.Code);
        Assert.Null(await _log.Log.HeadAsync("room2"));
    }

    [Fact]
    public async Task An_activation_from_a_snapshot_goes_on_where_the_log_ends()
    {
        var one = await NewRoom();
        await one.Do(Send("ann", "c1", "one"));
        var snapshot = RoomSnapshot.Of(one.Line.Room, one.Line.Epoch!);
        await one.Do(Send("ann", "c2", "two"));

        var two = await Open(snapshot: snapshot);

        Assert.Equal(one.Line.Room with { Members = two.Line.Room.Members, Owners = two.Line.Room.Owners }, two.Line.Room);
        Assert.Equal(["ann"], two.Line.Room.Owners);
        Assert.Equal(3, (await two.Do(Send("ann", "c1", "one"))).Value!.Seq);
        Assert.Equal(5, (await two.Do(Send("ann", "c3", "three"))).Value!.Seq);
    }

    private static SendMessage Send(string sender, string clientId, string text) => new() { Sender = sender, ClientId = clientId, Text = text };

    private static CreateRoom Create(string sender, string name) => new() { Sender = sender, Name = name, Title = "Den", Visibility = RoomVisibility.Public };

    private async Task<Activation> NewRoom(RoomOptions? options = null, SiloBacklog? backlog = null)
    {
        var line = await Open(options: options, backlog: backlog);
        Assert.False((await line.Do(Create("ann", "den"))).IsError);
        return line;
    }

    private async Task<Activation> Open(string room = "room", RoomSnapshot? snapshot = null, RoomOptions? options = null, SiloBacklog? backlog = null)
    {
        var activation = new Activation(room, _log.Log, options ?? new RoomOptions(), backlog ?? new SiloBacklog(Options.Create(options ?? new RoomOptions())));
        await activation.Load(snapshot);
        return activation;
    }

    private static async Task RunAlone(RoomCommand[] commands)
    {
        await using var test = new RoomLineTests();
        await test.RunThroughTwo(commands);
    }

    private async Task RunThroughTwo(RoomCommand[] commands)
    {
        Activation[] both = [await Open(), await Open()];
        await both[0].Do(commands[0]);
        await Task.WhenAll(commands.Skip(1).Select((command, i) => both[i % 2].Do(command)));

        var log = await _log.Log.ReadAfterAsync("room", 0, 1000);
        Assert.Equal(Enumerable.Range(1, log.Length).Select(i => (long)i), log.Select(e => e.Seq));
        var ids = log.Where(e => e.ClientId is not null).Select(e => (e.Sender, e.ClientId)).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var activation in both)
        {
            await activation.Current();
            Assert.Equal(log.Select(e => e.Seq), activation.Seen.Select(e => e.Seq)); // both were loaded while it was empty
            Assert.Equal(log[^1].N, activation.Line.Room.N);
        }
    }

    private void Sql(string sql)
    {
        using var connection = _log.Databases.Messages.Source.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A line on a scheduler of its own, as in a grain.</summary>
    private sealed class Activation
    {
        private readonly OwnScheduler _scheduler = new();

        public Activation(string room, IRoomLog log, RoomOptions options, SiloBacklog backlog) =>
            Line = new RoomLine(room, log, TimeProvider.System, options, backlog, TestMetrics.Silo(), NullLogger.Instance)
            {
                Committed = events =>
                {
                    foreach (var e in events)
                    {
                        Seen.Enqueue(e);
                    }
                },
            };

        public RoomLine Line { get; }

        public ConcurrentQueue<RoomEvent> Seen { get; } = new();

        public Task Load(RoomSnapshot? snapshot) => _scheduler.Run(() => Line.LoadAsync(snapshot));

        public Task<Outcome<Done>> Do(RoomCommand command) => _scheduler.Run(() => Line.DoAsync(command));

        /// <summary>All in one turn, so that they queue.</summary>
        public IEnumerable<Task<Outcome<Done>>> DoAll(IEnumerable<RoomCommand> commands)
        {
            var list = commands.ToList();
            var all = _scheduler.Run(() => Task.FromResult(list.Select(Line.DoAsync).ToList()));
            return list.Select(async (_, i) => await (await all)[i]);
        }

        public Task<bool> Current() => _scheduler.Run(Line.EnsureCurrentAsync);
    }
}
