using System.Diagnostics;

namespace Parley.Benchmarks.Rooms;

/// <summary>Closed loop: every sender keeps a few sends under way. What comes out is how many sends the server makes durable in a second.</summary>
public static class SendsBenchmark
{
    /// <param name="InFlight">Sends of one member that wait for their acknowledgement.</param>
    public sealed record Load(int Rooms, int Members, int InFlight, int Seconds, int WarmUp);

    public static async Task<int> RunAsync(Load load, CancellationToken cancellation)
    {
        Console.WriteLine($"sends: {load.Rooms} rooms × {load.Members} members, who all send as fast as they are answered, {load.InFlight} in flight each");
        await using var server = await ServerUnderTest.StartAsync(cancellation);
        using var crowd = await Crowd.JoinAsync(server, load.Rooms, load.Members, cancellation);

        var stopping = false;
        foreach (var member in crowd.Members)
        {
            member.OnAck = m =>
            {
                if (!Volatile.Read(ref stopping))
                {
                    m.Send(Stopwatch.GetTimestamp());
                }
            };
            for (var i = 0; i < load.InFlight; i++)
            {
                member.Send(Stopwatch.GetTimestamp());
            }
        }

        await Task.Delay(TimeSpan.FromSeconds(load.WarmUp), cancellation);
        var (before, seen, cpu, clock) = (crowd.Members.Sum(m => m.Acknowledged), crowd.Members.Sum(m => m.Delivered), server.Usage.Cpu, Stopwatch.StartNew());
        Member.Measuring = true;
        await Task.Delay(TimeSpan.FromSeconds(load.Seconds), cancellation);
        Member.Measuring = false;
        var (acknowledged, delivered) = (crowd.Members.Sum(m => m.Acknowledged) - before, crowd.Members.Sum(m => m.Delivered) - seen);
        var (elapsed, used) = (clock.Elapsed, server.Usage.Cpu - cpu);
        Volatile.Write(ref stopping, true);
        await Task.Delay(500, cancellation);
        await crowd.SettleAsync(cancellation);

        var acks = crowd.Members.Aggregate(new Histogram(), (sum, m) => { sum.Add(m.Acks); return sum; });
        Console.WriteLine($"acknowledged    {acknowledged / elapsed.TotalSeconds,12:N0} /s   p50 {acks.Quantile(0.5):N1} ms   p99 {acks.Quantile(0.99):N1} ms   (durable)");
        Console.WriteLine($"deliveries      {delivered / elapsed.TotalSeconds,12:N0} /s   lost 0, doubled 0, out of order 0");
        Console.WriteLine($"server CPU      {used.TotalMicroseconds / acknowledged,12:N2} µs per send   {used / elapsed:P0} of a core   {server.Usage.ResidentBytes >> 20} MiB");
        return 0;
    }
}
