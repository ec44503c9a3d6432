using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Parley.Errors;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Faults.Rooms;

/// <summary>The database answers late, wrongly or not at all: what was acknowledged is there once, what was refused as stored-nothing is not.</summary>
public sealed class LostRepliesTests : IAsyncDisposable
{
    private readonly TestLog _log = TestLog.OnSqlite();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly OwnScheduler _scheduler = new();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_commit_whose_reply_is_lost_is_settled_and_nothing_is_stored_twice(int seed)
    {
        var faulty = new FaultyRoomLog(_log.Log, seed);
        var line = await Room(faulty);

        var answers = await Send(line, 300);

        var log = await CheckedLog();
        Assert.True(faulty.Faults > 5, "The faults did not bite.");
        for (var i = 0; i < answers.Length; i++)
        {
            var stored = log.Where(e => e.ClientId == $"c{i}").ToList();
            if (answers[i].IsError)
            {
                // Only where the outcome is said to be unknown may it be stored all the same; then a repeat tells.
                Assert.True(answers[i].Error!.OutcomeUnknown ? stored.Count <= 1 : stored.Count == 0, $"c{i}: {answers[i].Error} but stored {stored.Count} times");
            }
            else
            {
                Assert.Equal(answers[i].Value!.Seq, Assert.Single(stored).Seq);
            }
        }

        faulty.FaultRate = 0;
        var repeats = await Send(line, 300);
        log = await CheckedLog();
        Assert.Equal(300, log.Count(e => e is MessagePosted));
        Assert.All(repeats, (repeat, i) => Assert.Equal($"c{i}", log[(int)repeat.Value!.Seq - 1].ClientId));
    }

    [Fact]
    public async Task While_the_database_is_down_sends_are_refused_as_busy_and_later_ones_go_on()
    {
        var faulty = new FaultyRoomLog(_log.Log, 1) { OutcomeKnown = true, FaultRate = 0 };
        var line = await Room(faulty);

        faulty.FaultRate = 1;
        var refused = await Send(line, 20);
        faulty.FaultRate = 0;
        var again = await Send(line, 20);

        Assert.All(refused, answer => Assert.Equal((ErrorCatalog.Busy, false), (answer.Error?.Code, answer.Error?.OutcomeUnknown)));
        Assert.All(again, answer => Assert.False(answer.IsError));
        Assert.Equal(20, (await CheckedLog()).Count(e => e is MessagePosted));
    }

    private async Task<RoomLine> Room(IRoomLog log)
    {
        var options = new RoomOptions { MaxBatchCommands = 8 };
        var line = new RoomLine("room", log, _clock, options, new SiloBacklog(Options.Create(options)), TestMetrics.Silo(), NullLogger.Instance);
        await _scheduler.Run(() => line.LoadAsync(null));
        var created = await Run(line, new CreateRoom { Sender = "ann", ClientId = "create", Name = "den", Title = "Den", Visibility = RoomVisibility.Public });
        Assert.False(created.IsError, created.Error?.Message);
        return line;
    }

    private Task<Outcome<Done>[]> Send(RoomLine line, int count) => Advancing(Task.WhenAll(Enumerable.Range(0, count).Select(i =>
        _scheduler.Run(() => line.DoAsync(new SendMessage { Sender = "ann", ClientId = $"c{i}", Text = $"text {i}" })))));

    private Task<Outcome<Done>> Run(RoomLine line, RoomCommand command) => Advancing(_scheduler.Run(() => line.DoAsync(command)));

    /// <summary>Lets time pass until the work is done, so that no retry is waited for.</summary>
    private async Task<T> Advancing<T>(Task<T> work)
    {
        while (await Task.WhenAny(work, Task.Delay(1, TestContext.Current.CancellationToken)) != work)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        return await work;
    }

    private async Task<RoomEvent[]> CheckedLog()
    {
        var log = await _log.Log.ReadAfterAsync("room", 0, 1000);
        Assert.Equal(Enumerable.Range(1, log.Length).Select(i => (long)i), log.Select(e => e.Seq));
        var ids = log.Where(e => e.ClientId is not null).Select(e => e.ClientId).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        return [.. log];
    }
}
