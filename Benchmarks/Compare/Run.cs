using System.Diagnostics;
using Parley.Benchmarks.Load;
using Parley.Benchmarks.Peers;
using Parley.Benchmarks.Results;

namespace Parley.Benchmarks.Compare;

/// <summary>One run of one server under one workload, from its start to its end.</summary>
internal static class Run
{
    /// <summary>Names of the figures.</summary>
    public const string Cpu = "server CPU per delivery";
    public const string Deliveries = "deliveries";
    public const string Delay = "delay";
    public const string P50 = Delay + " p50";
    public const string P99 = Delay + " p99";
    public const string Memory = "server memory";
    public const string Harness = "load generator";

    /// <summary>Percent of its one core; a generator that uses more may be what is measured.</summary>
    private const double BusyHarness = 80;

    public sealed record Length(TimeSpan WarmUp, TimeSpan Measured);

    /// <exception cref="BenchmarkException">It is void: something was lost, doubled or reordered, or a connection ended.</exception>
    public static async Task MeasureAsync(IPeer peer, Workload load, Length length, int run, Measured measured, CancellationToken cancellation)
    {
        await using var server = await peer.StartAsync(cancellation);
        var users = load.Memberships();
        var credentials = await server.UsersAsync(users, cancellation);

        // On a thread of its own: nothing of the runtime gets in between.
        await Task.Factory.StartNew(() => Measure(peer, server, load, length, run, users, credentials, measured, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static void Measure(
        IPeer peer, IRunningPeer server, Workload load, Length length, int run, IReadOnlyList<int[]> users, IReadOnlyList<string> credentials, Measured measured,
        CancellationToken cancellation)
    {
        using var crowd = Crowd.Join(server, users, credentials, load.Rooms, load.StuckUsers(), cancellation);
        var schedule = new Schedule(load.Rooms, load.Rate, Stopwatch.Frequency);
        crowd.Send(schedule, length.WarmUp);
        crowd.Settle();

        crowd.IsMeasuring = true;
        var (delivered, acknowledged, reads, clock) = (crowd.Delivered, crowd.Acknowledged, crowd.Reads, Stopwatch.StartNew());
        var (cpu, own) = (ProcessUsage.OfAll(server.ProcessIds).Cpu, ProcessUsage.Of(Environment.ProcessId).Cpu);
        crowd.Send(schedule, length.Measured);
        var elapsed = clock.Elapsed;
        (delivered, acknowledged, reads) = (crowd.Delivered - delivered, crowd.Acknowledged - acknowledged, crowd.Reads - reads);
        var usage = ProcessUsage.OfAll(server.ProcessIds);
        (cpu, own) = (usage.Cpu - cpu, ProcessUsage.Of(Environment.ProcessId).Cpu - own);
        crowd.Settle();
        if (delivered == 0)
        {
            throw new BenchmarkException("Void: nothing was delivered in the time measured.");
        }

        void Add(string figure, string unit, double value) => measured.Add(peer.Name, figure, unit, value);
        Add(Cpu, "µs", cpu.TotalMicroseconds / delivered);
        Add(Deliveries, "/s", delivered / elapsed.TotalSeconds);
        Quantiles.Add(measured, peer.Name, Delay, crowd.Delays);
        if (acknowledged > 0)
        {
            Add("acknowledged", "/s", acknowledged / elapsed.TotalSeconds);
            Quantiles.Add(measured, peer.Name, "ack", crowd.Acks);
        }

        Add("server CPU", "% of a core", 100 * cpu / elapsed);
        Add(Memory, "MiB", usage.ResidentBytes / (1024.0 * 1024));
        Add(Harness, "% of a core", 100 * own / elapsed);
        Add("reads", "per delivery", reads / (double)delivered);
        if (BusyNote(run, 100 * own / elapsed) is { } note)
        {
            measured.Note(peer.Name, note);
        }
    }

    /// <summary>What is to be said of a generator that used so much of its core; null: nothing.</summary>
    internal static string? BusyNote(int run, double percent) => percent > BusyHarness
        ? FormattableString.Invariant($"run {run}: the load generator used {percent:0} % of its core; the server may do more than was measured")
        : null;
}
