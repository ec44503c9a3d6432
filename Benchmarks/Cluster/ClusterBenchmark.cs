using System.Diagnostics;
using System.Globalization;
using Parley.Benchmarks.Results;
using Parley.Benchmarks.Rooms;
using Parley.Benchmarks.Servers;

namespace Parley.Benchmarks.Cluster;

/// <summary>
/// What it costs to be several processes. <c>processes</c>: the same work by one process and by two silos and two frontends. <c>members</c>, <c>frontends</c>: what a room costs
/// its silo, which must not depend on how many members it has, only on how many frontends they are at.
/// </summary>
public static class ClusterBenchmark
{
    public static readonly string[] Parts = ["processes", "members", "frontends"];

    private const string CpuPerDelivery = "server CPU per delivery";
    private const string SiloCpu = "silo CPU per message";
    private static readonly int[] MemberCounts = [10, 100, 300, 1000];
    private static readonly int[] FrontendCounts = [1, 2, 3, 4];

    /// <param name="Part">One of <see cref="Parts"/>.</param>
    /// <param name="Rooms">Of <c>processes</c>; else there is one.</param>
    /// <param name="Members">Of each room; not of <c>members</c>.</param>
    /// <param name="Rate">Messages per second and room.</param>
    public sealed record Load(string Part, int Rooms, int Members, int Rate, int Seconds, int WarmUp, int Runs, string? Output);

    public static Task<int> RunAsync(Load load, CancellationToken cancellation) => load.Part switch
    {
        "processes" => CompareAsync(load, cancellation),
        "members" => RoomAsync(load, "members", 1, [.. MemberCounts.Select(members => (members, members, 1))], cancellation),
        "frontends" => RoomAsync(load, "frontends", FrontendCounts[^1], [.. FrontendCounts.Select(frontends => (frontends, load.Members, frontends))], cancellation),
        _ => throw new BenchmarkException($"There is no part \"{load.Part}\". It is one of {string.Join(", ", Parts)}."),
    };

    /// <summary>Both run all the time, and are loaded by turns.</summary>
    private static async Task<int> CompareAsync(Load load, CancellationToken cancellation)
    {
        Console.WriteLine($"cluster: {load.Rooms} rooms × {load.Members} members × {load.Rate}/s, one process and 2 silos + 2 frontends; {load.Runs} runs");
        await using var one = await ServerUnderTest.StartAsync(cancellation);
        await using var several = await ClusterUnderTest.StartAsync(silos: 2, frontends: 2, cancellation);
        using var crowdOfOne = await LoadCrowd.JoinAsync(one, load.Rooms, load.Members, cancellation);
        using var crowdOfSeveral = await LoadCrowd.JoinAsync(several, load.Rooms, load.Members, cancellation);
        (IParley Parley, LoadCrowd Crowd)[] turns = [(one, crowdOfOne), (several, crowdOfSeveral)];
        var (rate, measured) = ((double)load.Rate * load.Rooms, new Measured("cluster"));
        foreach (var (_, crowd) in turns)
        {
            await SendAsync(crowd, rate, load.WarmUp, cancellation);
        }

        for (var run = 0; run < load.Runs; run++)
        {
            foreach (var (parley, crowd) in turns)
            {
                var kindsBefore = several.Kinds.Select(kind => ProcessUsage.OfAll(kind.Pids).Cpu).ToList();
                var (before, delivered, own, clock) = (parley.UsageOf().Cpu, crowd.Delivered, ProcessUsage.Of(Environment.ProcessId).Cpu, Stopwatch.StartNew());
                var acks = await SendAsync(crowd, rate, load.Seconds, cancellation);
                var (cpu, count, seconds) = (parley.UsageOf().Cpu - before, crowd.Delivered - delivered, clock.Elapsed.TotalSeconds);
                measured.Add(parley.Name, CpuPerDelivery, "µs", cpu.TotalMicroseconds / count);
                foreach (var ((kind, pids), earlier) in parley == several ? several.Kinds.Zip(kindsBefore) : [])
                {
                    measured.Add(parley.Name, $"of it {kind}", "µs", (ProcessUsage.OfAll(pids).Cpu - earlier).TotalMicroseconds / count);
                }

                measured.Add(parley.Name, "delivered", "/s", count / seconds);
                measured.Add(parley.Name, "ack p99", "ms", acks.Quantile(0.99));
                measured.Add(parley.Name, "server CPU", "cores", cpu.TotalSeconds / seconds);
                measured.Add(parley.Name, "harness CPU", "cores", (ProcessUsage.Of(Environment.ProcessId).Cpu - own).TotalSeconds / seconds);
            }
        }

        measured.Add(several.Name, $"{CpuPerDelivery} : one process", "×", measured.Median(several.Name, CpuPerDelivery) / measured.Median(one.Name, CpuPerDelivery));
        await measured.ReportAsync(load.Output, cancellation);
        return 0;
    }

    /// <summary>One room after the other in one cluster of one silo.</summary>
    /// <param name="what">What differs from room to room.</param>
    private static async Task<int> RoomAsync(Load load, string what, int frontends, (int Value, int Members, int Frontends)[] rooms, CancellationToken cancellation)
    {
        Console.WriteLine($"cluster: CPU of a room's silo by {what}, {load.Rate} messages/s; {load.Runs} runs");
        await using var cluster = await ClusterUnderTest.StartAsync(silos: 1, frontends, cancellation);
        var (crowds, measured) = (new List<LoadCrowd>(), new Measured("cluster"));
        try
        {
            foreach (var room in rooms)
            {
                crowds.Add(await LoadCrowd.JoinAsync(cluster, 1, room.Members, cancellation, $"with-{room.Value}-{what}-", room.Frontends));
                await SendAsync(crowds[^1], load.Rate, load.WarmUp / rooms.Length, cancellation);
            }

            for (var run = 0; run < load.Runs; run++)
            {
                var idle = await SiloCpuAsync(cluster, async () =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(load.Seconds), cancellation);
                });
                for (var i = 0; i < rooms.Length; i++)
                {
                    var cpu = await SiloCpuAsync(cluster, () => SendAsync(crowds[i], load.Rate, load.Seconds, cancellation));
                    measured.Add(Name(rooms[i].Value), SiloCpu, "µs", (cpu - idle) / (load.Rate * load.Seconds));
                }
            }

            var line = LinearFit.Through([.. rooms.Select(room => ((double)room.Value, measured.Median(Name(room.Value), SiloCpu)))]);
            await measured.ReportAsync(load.Output, cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line: {line.At0:N1} µs + {line.Slope:N3} µs × {what}"));
            return 0;
        }
        finally
        {
            crowds.ForEach(crowd => crowd.Dispose());
        }

        string Name(int value) => string.Create(CultureInfo.InvariantCulture, $"room of {value} {what}");
    }

    /// <returns>Microseconds.</returns>
    private static async Task<double> SiloCpuAsync(ClusterUnderTest cluster, Func<Task> work)
    {
        var silo = cluster.Processes.Silos[0].Identity!.Pid;
        var before = ProcessUsage.Of(silo).Cpu;
        await work();
        return (ProcessUsage.Of(silo).Cpu - before).TotalMicroseconds;
    }

    /// <summary>Sends on schedule, and returns when all has come to all.</summary>
    private static async Task<Histogram> SendAsync(LoadCrowd crowd, double rate, int seconds, CancellationToken cancellation)
    {
        crowd.ForgetAcks();
        LoadMember.Measuring = true;
        await Task.Run(() => crowd.SendOnSchedule(rate, TimeSpan.FromSeconds(seconds)), cancellation);
        await crowd.SettleAsync(cancellation);
        LoadMember.Measuring = false;
        return crowd.Acks;
    }
}
