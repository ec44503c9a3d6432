using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Dashboard;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Dashboard;

/// <summary>What a silo counts of its rooms, over the real log on SQLite.</summary>
public sealed class AppendCountersTests : IAsyncDisposable
{
    private readonly TestLog _log = TestLog.OnSqlite();
    private readonly SiloMetrics _metrics = TestMetrics.Silo();
    private readonly OwnScheduler _scheduler = new();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Events_and_their_latency_are_counted_and_repeats_apart_from_them()
    {
        var line = await Room(_log.Log);
        await Send(line, "c1");
        await Send(line, "c1");
        await Send(line, "c1");

        var report = _metrics.Report();
        Assert.Equal((3, 2), (report.EventsAppended, report.DuplicatesAnswered)); // created, the owner joined, a message
        Assert.True(report.AppendLatency is { P50: > 0 } latency && latency.P99 >= latency.P50);
        Assert.Equal(0, report.AppendsUnderWay);
    }

    [Fact]
    public async Task An_activation_that_was_left_behind_is_fenced()
    {
        var one = await Room(_log.Log);
        var two = Line(_log.Log);
        await _scheduler.Run(() => two.LoadAsync(null));
        await Send(one, "c1");
        await Send(two, "c2");

        Assert.Equal(1, _metrics.Report().Fenced);
    }

    [Fact]
    public async Task A_lost_reply_that_is_settled_is_counted()
    {
        var faulty = new FaultyRoomLog(_log.Log, seed: 1) { FaultRate = 0 };
        var line = await Room(faulty);
        faulty.FaultRate = 0.3;
        for (var i = 0; i < 20; i++)
        {
            await Send(line, $"c{i}");
        }

        Assert.InRange(_metrics.Report().OutcomesSettled, 1, faulty.Faults);
        Assert.Equal(0, _metrics.Report().DuplicatesAnswered); // nobody has asked twice
    }

    [Fact]
    public async Task Commands_beyond_the_limit_are_counted_as_busy()
    {
        var line = await Room(_log.Log, new RoomOptions { MaxPendingCommands = 2 });
        var answers = await _scheduler.Run(() => Task.WhenAll(Enumerable.Range(0, 10).Select(i => line.DoAsync(Message($"c{i}")))));

        Assert.Equal(answers.Count(answer => answer.Error?.Code == ErrorCatalog.Busy), _metrics.Report().BusyRefusals);
        Assert.InRange(_metrics.Report().BusyRefusals, 1, 9);
    }

    [Fact]
    public async Task Whoever_collects_metrics_gets_the_same_numbers()
    {
        var seen = new ConcurrentDictionary<string, double>();
        var line = await Room(_log.Log);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Meter.Name == "Parley")
            {
                it.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        await Send(line, "c1");
        await Send(line, "c1");
        listener.RecordObservableInstruments();

        // Other tests of the process may count as well.
        Assert.True(seen["parley.append.events"] >= 1 && seen["parley.command.duplicates"] >= 1 && seen["parley.append.duration"] > 0);
    }

    private RoomLine Line(IRoomLog log, RoomOptions? options = null) =>
        new("room", log, TimeProvider.System, options ?? new RoomOptions(), new SiloBacklog(Options.Create(new RoomOptions())), _metrics, NullLogger.Instance);

    private async Task<RoomLine> Room(IRoomLog log, RoomOptions? options = null)
    {
        var line = Line(log, options);
        await _scheduler.Run(() => line.LoadAsync(null));
        var created = await _scheduler.Run(() => line.DoAsync(
            new CreateRoom { Sender = "ann", ClientId = "create", Name = "den", Title = "Den", Visibility = RoomVisibility.Public }));
        Assert.False(created.IsError, created.Error?.Message);
        return line;
    }

    private async Task Send(RoomLine line, string clientId)
    {
        var answer = await _scheduler.Run(() => line.DoAsync(Message(clientId)));
        Assert.False(answer.IsError, answer.Error?.Message);
    }

    private static SendMessage Message(string clientId) => new() { Sender = "ann", ClientId = clientId, Text = "hi" };
}
