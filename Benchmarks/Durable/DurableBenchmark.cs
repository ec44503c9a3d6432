using System.Diagnostics;
using Parley.Benchmarks.Cluster;
using Parley.Benchmarks.Results;
using Parley.Benchmarks.Rooms;
using Parley.Benchmarks.Servers;

namespace Parley.Benchmarks.Durable;

/// <summary>
/// How many sends a second are acknowledged, each after its commit; beside what the disk, one INSERT per message and one state write per message do in the same run; and how long
/// an acknowledgement takes at half of that load.
/// </summary>
public static class DurableBenchmark
{
    private const int Syncs = 2_000;
    private const string Disk = "disk";
    private const string Acknowledged = "acknowledged";

    /// <param name="Engine">One of <see cref="ParleyStart.Engines"/>.</param>
    /// <param name="InFlight">Sends of one member that wait for their acknowledgement.</param>
    /// <param name="ControlSeconds">How long each control runs in each run; 0: without controls.</param>
    /// <param name="Output">Folder for results.json; null: none.</param>
    public sealed record Load(string Engine, int Rooms, int Members, int InFlight, int Seconds, int WarmUp, int Runs, int ControlSeconds, string? Output);

    public static async Task<int> RunAsync(Load load, CancellationToken cancellation)
    {
        Console.WriteLine($"durable: {load.Engine}, {load.Rooms} rooms × {load.Members} members, who all send as fast as they are answered, {load.InFlight} in flight each; {load.Runs} runs");
        await using var parley = await ParleyStart.StartAsync(load.Engine, cancellation);
        using var crowd = await LoadCrowd.JoinAsync(parley, load.Rooms, load.Members, cancellation);
        var stores = load.ControlSeconds > 0 ? await ControlsAsync(parley) : [];
        try
        {
            var measured = new Measured("W6");
            await SendAsync(crowd, parley, load, load.WarmUp, new Measured("warm-up"), cancellation);
            foreach (var store in stores)
            {
                await StoreAsync(store, load, Math.Min(2, load.ControlSeconds), new Measured("warm-up"));
            }

            for (var run = 0; run < load.Runs; run++)
            {
                var sync = DiskSync.Measure(parley.Folder, Syncs);
                measured.Add(Disk, "fdatasync p50", "ms", sync.Quantile(0.5));
                measured.Add(Disk, "fdatasync p99", "ms", sync.Quantile(0.99));
                var rate = await SendAsync(crowd, parley, load, load.Seconds, measured, cancellation);
                await SendHalfAsync(crowd, parley, rate / 2, load.Seconds, measured, cancellation);
                foreach (var store in stores)
                {
                    await StoreAsync(store, load, load.ControlSeconds, measured);
                }
            }

            foreach (var store in stores)
            {
                measured.Add(parley.Name, $"acknowledged : {store.Name}", "×", measured.Median(parley.Name, Acknowledged) / measured.Median(store.Name, Acknowledged));
            }

            await measured.ReportAsync(load.Output, cancellation);
            return 0;
        }
        finally
        {
            foreach (var store in stores)
            {
                await store.DisposeAsync();
            }
        }
    }

    /// <summary>On the same disk, or in the same MariaDB.</summary>
    private static async Task<IReadOnlyList<IMessageStore>> ControlsAsync(IParley parley)
    {
        if (parley is not ClusterUnderTest cluster)
        {
            return
            [
                await InsertPerMessage.OnSqliteAsync(Path.Combine(parley.Folder, "control-inserts.db")),
                await StateWritePerMessage.OnSqliteAsync(Path.Combine(parley.Folder, "control-states.db")),
            ];
        }

        const string Database = "control";
        var mariaDb = cluster.Processes.MariaDb;
        await mariaDb.CreateDatabaseAsync(Database);
        return [await InsertPerMessage.OnMariaDbAsync(mariaDb.ConnectionString(Database)), await StateWritePerMessage.OnMariaDbAsync(mariaDb.ConnectionString(Database))];
    }

    /// <summary>Closed loop.</summary>
    /// <returns>Acknowledged sends per second.</returns>
    private static async Task<double> SendAsync(LoadCrowd crowd, IParley parley, Load load, int seconds, Measured measured, CancellationToken cancellation)
    {
        LoadMember.Repeating = true;
        crowd.ForgetAcks();
        foreach (var member in crowd.Members)
        {
            member.Begin(load.InFlight);
        }

        await Task.Delay(TimeSpan.FromSeconds(1), cancellation); // until all are in step
        var span = Span.Begin(crowd, parley);
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellation);
        var rate = span.End(crowd, parley, measured, "");
        LoadMember.Repeating = false;
        await crowd.SettleAsync(cancellation);
        Quantiles(crowd, parley, measured, "");
        return rate;
    }

    /// <summary>Open loop.</summary>
    private static async Task SendHalfAsync(LoadCrowd crowd, IParley parley, double rate, int seconds, Measured measured, CancellationToken cancellation)
    {
        crowd.ForgetAcks();
        var span = Span.Begin(crowd, parley);
        await Task.Run(() => crowd.SendOnSchedule(rate, TimeSpan.FromSeconds(seconds)), cancellation);
        span.End(crowd, parley, measured, " at half load");
        await crowd.SettleAsync(cancellation);
        Quantiles(crowd, parley, measured, " at half load");
    }

    private static void Quantiles(LoadCrowd crowd, IParley parley, Measured measured, string suffix)
    {
        var acks = crowd.Acks;
        measured.Add(parley.Name, "ack p50" + suffix, "ms", acks.Quantile(0.5));
        measured.Add(parley.Name, "ack p99" + suffix, "ms", acks.Quantile(0.99));
    }

    private static async Task StoreAsync(IMessageStore store, Load load, int seconds, Measured measured)
    {
        var (clock, histograms) = (Stopwatch.StartNew(), new List<Histogram>());
        var senders = Math.Min(load.Rooms * load.Members, store.AtOnce);
        var text = new string('.', 100);
        await Task.WhenAll(Enumerable.Range(0, senders).Select(i => Task.Run(async () =>
        {
            var durations = new Histogram();
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                var start = Stopwatch.GetTimestamp();
                await store.StoreAsync(i % load.Rooms, $"u{i}", text);
                durations.Record(Stopwatch.GetElapsedTime(start));
            }

            lock (histograms)
            {
                histograms.Add(durations);
            }
        })));
        var elapsed = clock.Elapsed.TotalSeconds;
        var all = histograms.Aggregate(new Histogram(), (sum, one) => { sum.Add(one); return sum; });
        measured.Add(store.Name, Acknowledged, "/s", all.Count / elapsed);
        measured.Add(store.Name, "ack p50", "ms", all.Quantile(0.5));
        measured.Add(store.Name, "ack p99", "ms", all.Quantile(0.99));
    }

    /// <summary>From here to there: what was acknowledged, delivered and used.</summary>
    private readonly record struct Span(long Start, long AcknowledgedBefore, long DeliveredBefore, TimeSpan Server, TimeSpan Own)
    {
        public static Span Begin(LoadCrowd crowd, IParley parley)
        {
            LoadMember.Measuring = true;
            return new(Stopwatch.GetTimestamp(), crowd.Acknowledged, crowd.Delivered, parley.UsageOf().Cpu, ProcessUsage.Of(Environment.ProcessId).Cpu);
        }

        public double End(LoadCrowd crowd, IParley parley, Measured measured, string suffix)
        {
            var (seconds, acknowledged, delivered) = (Stopwatch.GetElapsedTime(Start).TotalSeconds, crowd.Acknowledged - AcknowledgedBefore, crowd.Delivered - DeliveredBefore);
            var (server, own) = (parley.UsageOf(), ProcessUsage.Of(Environment.ProcessId).Cpu - Own);
            LoadMember.Measuring = false;
            measured.Add(parley.Name, Acknowledged + suffix, "/s", acknowledged / seconds);
            measured.Add(parley.Name, "delivered" + suffix, "/s", delivered / seconds);
            measured.Add(parley.Name, "server CPU per send" + suffix, "µs", (server.Cpu - Server).TotalMicroseconds / acknowledged);
            measured.Add(parley.Name, "server CPU" + suffix, "cores", (server.Cpu - Server).TotalSeconds / seconds);
            measured.Add(parley.Name, "harness CPU" + suffix, "cores", own.TotalSeconds / seconds);
            measured.Add(parley.Name, "server memory" + suffix, "MiB", server.ResidentBytes / 1048576.0);
            return acknowledged / seconds;
        }
    }
}
