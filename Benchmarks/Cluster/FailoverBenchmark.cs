using System.Diagnostics;
using System.Globalization;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Benchmarks.Cluster;

/// <summary>
/// How long rooms cannot be written when a silo is killed, frozen, stopped or added, Redis is away, or everything is started anew: every room is probed through every
/// frontend, and what counts is the longest silence of any of them.
/// </summary>
public static class FailoverBenchmark
{
    public static readonly string[] Faults = ["kill", "freeze", "stop", "add", "cold", "redis", "starve"];

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    /// <param name="Fault">One of <see cref="Faults"/>.</param>
    /// <param name="Starve">Seconds of the starved run.</param>
    public sealed record Load(string Fault, int Runs, int Rooms, int Silos, int Frontends, int Starve);

    public static async Task<int> RunAsync(Load load, CancellationToken cancellation)
    {
        Console.WriteLine($"failover: {load.Fault}, {load.Runs} runs, {load.Rooms} rooms probed through each of {load.Frontends} frontends, {load.Silos} silos");
        await using var cluster = await ClusterUnderTest.StartAsync(load.Silos, load.Frontends, cancellation);
        var silences = new List<TimeSpan>();
        for (var run = 1; run <= load.Runs; run++)
        {
            var (silence, note) = await RunOnceAsync(load, cluster, run, cancellation);
            silences.Add(silence);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {run,3}   longest silence {silence.TotalSeconds,6:N2} s   {note}"));
        }

        silences.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Fault}: longest silence of any room through any frontend   p50 {silences[silences.Count / 2].TotalSeconds:N2} s   max {silences[^1].TotalSeconds:N2} s   of {silences.Count} runs"));
        return 0;
    }

    private static async Task<(TimeSpan Silence, string Note)> RunOnceAsync(Load load, ClusterUnderTest cluster, int run, CancellationToken cancellation)
    {
        var processes = cluster.Processes;
        var probers = new List<Prober>();
        for (var room = 0; room < load.Rooms; room++)
        {
            var name = $"{load.Fault}-{run}-{room}";
            var token = await cluster.TokenAsync(name, cancellation);
            probers.AddRange(processes.Frontends.Select(frontend => new Prober($"{frontend.Name}-{room}", frontend.Url, name, token)));
        }

        try
        {
            probers.ForEach(prober => prober.Start());
            await Until(probers, acks: 10, cancellation);
            var victim = processes.Silos[run % processes.Silos.Count];
            var began = Stopwatch.GetTimestamp();
            var failures = probers.Sum(prober => prober.Failures);
            var note = await BreakAsync(load, processes, victim, cancellation);
            await Until(probers, acks: 20, cancellation); // each has been acknowledged since
            await Task.Delay(Settle, cancellation);
            var silence = probers.Max(prober => prober.LongestSilenceSince(began));
            note += $"{probers.Sum(prober => prober.Failures) - failures} refused or unanswered, {probers.Sum(prober => prober.Acks)} acknowledged";
            await Task.WhenAll(probers.Select(prober => prober.StopAsync()));
            await MendAsync(processes, victim, cancellation);
            return (silence, note);
        }
        finally
        {
            probers.ForEach(prober => prober.Dispose());
        }
    }

    /// <summary>Returns when every prober has so many acknowledgements more.</summary>
    private static async Task Until(IReadOnlyList<Prober> probers, int acks, CancellationToken cancellation)
    {
        var wanted = probers.Select(prober => prober.Acks + acks).ToArray();
        while (probers.Zip(wanted).Any(pair => pair.First.Acks < pair.Second))
        {
            await Task.Delay(100, cancellation);
        }
    }

    private static async Task<string> BreakAsync(Load load, ParleyCluster processes, SiloProcess victim, CancellationToken cancellation)
    {
        switch (load.Fault)
        {
            case "kill":
                await victim.KillAsync();
                break;
            case "freeze":
                await victim.FreezeAsync();
                await Task.Delay(TimeSpan.FromSeconds(12), cancellation);
                break;
            case "stop":
                var clock = Stopwatch.StartNew();
                await victim.StopAsync(cancellation);
                return string.Create(CultureInfo.InvariantCulture, $"drained in {clock.Elapsed.TotalSeconds:N1} s, ");
            case "add":
                await processes.AddSiloAsync(cancellation);
                await Task.Delay(TimeSpan.FromSeconds(60), cancellation);
                break;
            case "cold":
                ManagedProcess[] all = [.. processes.Silos, .. processes.Frontends];
                await Task.WhenAll(all.Select(process => process.KillAsync()));
                var start = Stopwatch.StartNew();
                await Task.WhenAll(all.Select(process => process.StartAsync(cancellation)));
                await Task.WhenAll(all.Select(process => process.WaitReadyAsync(cancellation)));
                return string.Create(CultureInfo.InvariantCulture, $"all ready after {start.Elapsed.TotalSeconds:N1} s, ");
            case "redis":
                await processes.Redis.KillAsync();
                await Task.Delay(TimeSpan.FromSeconds(60), cancellation);
                await processes.Redis.StartAsync(cancellation);
                await processes.Redis.WaitReadyAsync(cancellation);
                break;
            case "starve":
                await Hogs.RunAsync(TimeSpan.FromSeconds(load.Starve), cancellation);
                return $"{processes.Silos.Count(silo => silo.State == ProcessState.Running)} of {processes.Silos.Count} silos still there, ";
            default:
                throw new BenchmarkException($"There is no fault \"{load.Fault}\". It is one of {string.Join(", ", Faults)}.");
        }

        return "";
    }

    /// <summary>Whatever was done to it, the silo is there again. One that was frozen for long has been given up by the others and ends itself.</summary>
    private static async Task MendAsync(ParleyCluster processes, SiloProcess victim, CancellationToken cancellation)
    {
        if (victim.State == ProcessState.Frozen)
        {
            victim.Thaw();
            await victim.WaitForExitAsync(cancellation).WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        }

        foreach (var silo in processes.Silos.Where(silo => silo.State == ProcessState.Dead))
        {
            await silo.StartAsync(cancellation);
            await silo.WaitReadyAsync(cancellation);
        }

        await Task.Delay(Settle, cancellation);
    }
}
