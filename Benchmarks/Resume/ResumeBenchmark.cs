using System.Diagnostics;
using Parley.Benchmarks.Cluster;
using Parley.Benchmarks.History;
using Parley.Benchmarks.Results;
using Parley.Benchmarks.Rooms;
using Parley.Benchmarks.Servers;

namespace Parley.Benchmarks.Resume;

/// <summary>All clients are cut off at once, miss some messages, and come back at once: how long until the last of them has all, and what the database is asked for it.</summary>
public static class ResumeBenchmark
{
    /// <summary>How a silo reads what comes after a number. The index of messages, which reads the same rooms at the same time, asks otherwise.</summary>
    private const string MissedEvents = "%FROM room_events WHERE room_id = % AND seq > % ORDER BY seq LIMIT%";

    private const int AtOnce = 256;

    /// <param name="Engine">As of <see cref="ParleyStart"/>. What the database is asked is known of mariadb only.</param>
    /// <param name="Missed">Messages that each client has missed.</param>
    public sealed record Load(string Engine, int Clients, int Rooms, int Missed, int Runs, string? Output);

    public static async Task<int> RunAsync(Load load, CancellationToken cancellation)
    {
        Console.WriteLine($"resume: {load.Engine}, {load.Clients:N0} clients in {load.Rooms} rooms drop and resume {load.Missed} missed messages; {load.Runs} runs");
        await using var parley = await ParleyStart.StartAsync(load.Engine, cancellation);
        var tokens = await parley.TokensAsync(load.Clients, cancellation);
        var byRoom = tokens.Chunk(load.Clients / load.Rooms).ToArray();
        var ids = await RoomMaker.MakeAsync(parley, byRoom, cancellation);
        Console.WriteLine("users and rooms are there");

        var clients = ids.SelectMany((room, r) => byRoom[r].Select(token => (Client: new ResumingClient(room), Token: token))).ToArray();
        var measured = new Measured("W8");
        try
        {
            await ConnectAsync(parley, clients, null, cancellation);
            for (var run = 0; run < load.Runs; run++)
            {
                var heads = clients.GroupBy(one => one.Client.Room).ToDictionary(room => room.Key, room => room.Max(one => one.Client.LastSeq));
                Array.ForEach(clients, one => one.Client.Drop());
                await WriteAsync(parley, ids, byRoom, load.Missed, cancellation);
                await MeasureAsync(parley, clients, heads.ToDictionary(room => room.Key, room => room.Value + load.Missed), load, measured, cancellation);
            }

            await measured.ReportAsync(load.Output, cancellation);
            return 0;
        }
        finally
        {
            Array.ForEach(clients, one => one.Client.Dispose());
        }
    }

    private static async Task MeasureAsync(
        IParley parley, (ResumingClient, string)[] clients, Dictionary<string, long> wanted, Load load, Measured measured, CancellationToken cancellation)
    {
        var log = parley is ClusterUnderTest cluster ? await QueryLog.BeginAsync(cluster.Processes.MariaDb.ConnectionString("mysql"), cancellation) : null;
        var (before, own, clock) = (parley.UsageOf(), ProcessUsage.Of(Environment.ProcessId), Stopwatch.StartNew());
        await ConnectAsync(parley, clients, wanted, cancellation);
        var (seconds, after, ownAfter) = (clock.Elapsed.TotalSeconds, parley.UsageOf(), ProcessUsage.Of(Environment.ProcessId));
        measured.Add(parley.Name, "until all are caught up", "s", seconds);
        measured.Add(parley.Name, "server CPU per client", "µs", (after.Cpu - before.Cpu).TotalMicroseconds / clients.Length);
        measured.Add(parley.Name, "server CPU", "cores", (after.Cpu - before.Cpu).TotalSeconds / seconds);
        measured.Add(parley.Name, "harness CPU", "cores", (ownAfter.Cpu - own.Cpu).TotalSeconds / seconds);
        if (log is not null)
        {
            var (reads, all) = await log.EndAsync(MissedEvents);
            measured.Add(parley.Name, "reads of events per room and frontend", "", (double)reads / load.Rooms / parley.Ports.Count);
            measured.Add(parley.Name, "statements per client, all", "", (double)all / clients.Length);
            await log.DisposeAsync();
        }
    }

    /// <summary>All at once, as far as the queue of a listening socket allows.</summary>
    private static Task ConnectAsync(IParley parley, (ResumingClient Client, string Token)[] clients, Dictionary<string, long>? wanted, CancellationToken cancellation) =>
        Parallel.ForAsync(0, clients.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, cancellation) =>
        {
            // Neighbours of a room come at different times, as they would.
            var (client, token) = clients[(int)((long)i * 7919 % clients.Length)];
            await client.ConnectAsync(parley.Ports[i % parley.Ports.Count], token, wanted?[client.Room], cancellation);
        });

    private static Task WriteAsync(IParley parley, IReadOnlyList<string> rooms, string[][] tokens, int messages, CancellationToken cancellation) =>
        Parallel.ForAsync(0, rooms.Count, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation }, async (r, cancellation) =>
        {
            using var writer = new Writer(rooms[r]);
            await writer.ConnectAsync(parley.Ports[0], tokens[r][0], cancellation);
            await writer.WriteAsync(messages, inFlight: 8, cancellation);
        });
}
