using System.Diagnostics;

namespace Parley.Benchmarks.Rooms;

/// <summary>
/// Open loop: messages are sent when the schedule says so, however slow the answers are, and every delay counts from the
/// intended time, so that a stall is seen by all messages it held up.
/// </summary>
public static class FanoutBenchmark
{
    /// <param name="Rate">Messages per second and room.</param>
    public sealed record Load(int Rooms, int Members, int Rate, int Seconds, int WarmUp);

    public static async Task<int> RunAsync(Load load, CancellationToken cancellation)
    {
        Console.WriteLine($"fanout: {load.Rooms} rooms × {load.Members} members, {load.Rate} messages/s each, {load.Rooms * load.Members * load.Rate:N0} deliveries/s asked");
        await using var server = await ServerUnderTest.StartAsync(cancellation);
        using var crowd = await Crowd.JoinAsync(server, load.Rooms, load.Members, cancellation);

        await Task.Run(() => Send(crowd, load, TimeSpan.FromSeconds(load.WarmUp)), cancellation);
        await crowd.SettleAsync(cancellation);
        var before = crowd.Members.Sum(m => m.Delivered);
        var (cpu, own, clock) = (server.Usage.Cpu, ProcessUsage.Of(Environment.ProcessId).Cpu, Stopwatch.StartNew());
        Member.Measuring = true;
        await Task.Run(() => Send(crowd, load, TimeSpan.FromSeconds(load.Seconds)), cancellation);
        var elapsed = clock.Elapsed;
        var (cpuUsed, ownUsed) = (server.Usage.Cpu - cpu, ProcessUsage.Of(Environment.ProcessId).Cpu - own);
        var delivered = crowd.Members.Sum(m => m.Delivered) - before;
        await crowd.SettleAsync(cancellation);

        var delays = crowd.Members.Aggregate(new Histogram(), (sum, m) => { sum.Add(m.Delays); return sum; });
        var acks = crowd.Members.Aggregate(new Histogram(), (sum, m) => { sum.Add(m.Acks); return sum; });
        Console.WriteLine($"deliveries      {delivered / elapsed.TotalSeconds,12:N0} /s   lost 0, doubled 0, out of order 0");
        Console.WriteLine($"delay           p50 {delays.Quantile(0.5):N1} ms   p99 {delays.Quantile(0.99):N1} ms   p99.9 {delays.Quantile(0.999):N1} ms");
        Console.WriteLine($"acknowledged    {acks.Count / elapsed.TotalSeconds,12:N0} /s   p50 {acks.Quantile(0.5):N1} ms   p99 {acks.Quantile(0.99):N1} ms   (durable)");
        Console.WriteLine($"server CPU      {cpuUsed.TotalMicroseconds / delivered,12:N2} µs per delivery   {cpuUsed / elapsed:P0} of a core   {server.Usage.ResidentBytes >> 20} MiB");
        Console.WriteLine($"harness CPU     {ownUsed.TotalMicroseconds / delivered,12:N2} µs per delivery   {ownUsed / elapsed:P0} of a core");
        return 0;
    }

    private static void Send(Crowd crowd, Load load, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var total = (long)(duration.TotalSeconds * load.Rate);
        for (long i = 0; i < total; i++)
        {
            for (var r = 0; r < crowd.Rooms.Length; r++)
            {
                // Rooms take turns within the period, and so do the members of a room.
                var intended = start + (long)((i + ((double)r / crowd.Rooms.Length)) * Stopwatch.Frequency / load.Rate);
                WaitUntil(intended);
                crowd.Rooms[r][i % crowd.Rooms[r].Length].Send(intended);
            }
        }
    }

    private static void WaitUntil(long timestamp)
    {
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp) is { Ticks: > 0 } left)
        {
            Thread.Sleep(left > TimeSpan.FromMilliseconds(1) ? 1 : 0);
        }
    }
}
