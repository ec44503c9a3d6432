using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using Parley.Dashboard;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Rooms;

public sealed class MariaDbRoomLogTests(MariaDbServer server) : RoomLogSpec
{
    [Fact]
    public void A_commit_is_on_disk_before_it_is_answered() =>
        Assert.Equal("1", Convert.ToString(Scalar("SELECT @@innodb_flush_log_at_trx_commit"), System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public async Task A_room_that_another_connection_holds_waits_and_holds_up_no_other()
    {
        await Append("held", 0, Created("held"), Joined(2));
        await Append("free", 0, Created("free"), Joined(2));
        await using var holder = await Databases.Messages.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await holder.ExecuteAsync("START TRANSACTION; SELECT * FROM room_heads WHERE room_id = 'held' FOR UPDATE");

        var held = Append("held", 2, Posted(3, "c1"));
        var free = await Append("free", 2, Posted(3, "c1"));

        Assert.IsType<AppendResult.Committed>(free);
        Assert.False(held.IsCompleted);
        await holder.ExecuteAsync("ROLLBACK");
        Assert.IsType<AppendResult.Committed>(await held);
    }

    [Fact]
    public async Task What_comes_within_the_pace_of_commits_shares_one()
    {
        await using var test = await TestLog.OnMariaDb(server, new RoomOptions { CommitPace = TimeSpan.FromSeconds(1) });
        using var commits = new Commits();
        await commits.Traced(() => test.Log.AppendAsync(First("a")));

        var appends = new List<Task<AppendResult>>();
        foreach (var room in "bcdefghij")
        {
            appends.Add(commits.Traced(() => test.Log.AppendAsync(First($"{room}"))));
            await test.Log.HeadAsync("a"); // so that each would have had a commit of its own begun
        }

        var results = await Task.WhenAll(appends);

        Assert.All(results, result => Assert.IsType<AppendResult.Committed>(result));
        Assert.Equal([1, 9], commits.Sizes);
    }

    [Fact]
    public async Task A_writer_that_freezes_in_a_transaction_gives_its_rooms_free_within_seconds()
    {
        await Append("a", 0, Created("a"), Joined(2));
        await using var frozen = await Databases.Messages.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await frozen.ExecuteAsync(MySqlRoomLogWriter.SessionSettings(isMariaDb: true));
        await frozen.ExecuteAsync("START TRANSACTION; UPDATE room_heads SET last_seq = 9 WHERE room_id = 'a'");

        AppendResult result;
        do
        {
            result = await Append("a", 2, Posted(3, "c1")); // gives up a few times; the room's grain would repeat as well
        }
        while (result is AppendResult.Failed);

        Assert.IsType<AppendResult.Committed>(result);
        Assert.Equal(3, (await LogOf("a"))!.LastSeq);
    }

    [Fact]
    public async Task Many_writers_on_the_same_rooms_leave_each_room_one_line()
    {
        var rooms = Enumerable.Range(0, 10).Select(i => $"r{i}").ToList();
        await Task.WhenAll(rooms.Select(room => Append(room, 0, Created(room), Joined(2))));

        // Four logs as of four silos, all appending to all rooms, each going on from wherever the room is.
        var logs = Enumerable.Range(0, 4).Select(_ => TestLog.MariaDbLog(Databases)).ToList();
        await Task.WhenAll(logs.SelectMany((log, l) => rooms.Select(async room =>
        {
            for (var written = 0; written < 20;)
            {
                var head = (await log.HeadAsync(room))!;
                var result = await log.AppendAsync(new RoomAppend(room, head.LastSeq, head.Epoch, [Posted(head.LastSeq + 1, $"{l}-{written}")], []));
                written += result is AppendResult.Committed ? 1 : 0;
            }
        })));

        foreach (var room in rooms)
        {
            var events = await logs[0].ReadAfterAsync(room, 0, 1000);
            Assert.Equal(Enumerable.Range(1, 82).Select(i => (long)i), events.Select(e => e.Seq));
        }

        foreach (var log in logs)
        {
            await log.DisposeAsync();
        }
    }

    private protected override Task<TestLog> CreateLog() => TestLog.OnMariaDb(server);

    private Task<LogHead?> LogOf(string room) => new RoomLogReader(Databases.Messages).HeadAsync(room);

    /// <summary>The transactions of appends that were traced by it, as the log's own traces tell.</summary>
    private sealed class Commits : IDisposable
    {
        private readonly ActivitySource _source = new(Tally.MeterName);
        private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
        private readonly ConcurrentQueue<int> _sizes = [];
        private readonly ActivityListener _listener;

        public Commits()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == Tally.MeterName,
                Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceId == _trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
                ActivityStopped = activity =>
                {
                    if (activity.OperationName == "commit" && activity.TraceId == _trace)
                    {
                        _sizes.Enqueue((int)activity.GetTagItem("parley.batch.size")!);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        /// <summary>How many rooms each has written, in their order.</summary>
        public IEnumerable<int> Sizes => _sizes;

        public async Task<AppendResult> Traced(Func<Task<AppendResult>> append)
        {
            using var activity = _source.StartActivity("append", ActivityKind.Internal, new ActivityContext(_trace, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded));
            return await append();
        }

        public void Dispose()
        {
            _listener.Dispose();
            _source.Dispose();
        }
    }
}
