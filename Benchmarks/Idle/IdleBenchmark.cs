using System.Diagnostics;
using System.Net;
using Parley.Benchmarks.Results;
using Parley.Benchmarks.Servers;

namespace Parley.Benchmarks.Idle;

/// <summary>
/// What connections cost that do nothing: a server starts, some connect, each a user of its own in a room with others, and it comes to rest; then all others connect. What these
/// have added is their cost: the first ones load code and warm caches, which does not grow with their number.
/// </summary>
public static class IdleBenchmark
{
    private const int AtOnce = 64;
    private const int ConnectionsPerAddress = 4_000;
    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(15);

    /// <param name="Connections">Each a user with a session, a subscription and a presence. The limit of open files of a process is the limit: <c>ulimit -n</c>.</param>
    /// <param name="Members">Of each room.</param>
    /// <param name="Seconds">Measured, with a tenth of the connections and with all of them.</param>
    /// <param name="Settle">Seconds before each, in which the server comes to rest: what the runtime compiles anew takes longer than the connections do.</param>
    /// <param name="Endpoints">Names of endpoints; a server of its own for each and each run.</param>
    public sealed record Load(int Connections, int Members, int Seconds, int Settle, int Runs, IReadOnlyList<string> Endpoints, string? Output);

    public static async Task<int> RunAsync(Load load, CancellationToken cancellation)
    {
        Console.WriteLine($"idle: {load.Connections:N0} connections in rooms of {load.Members}, {load.Seconds} s each; {load.Runs} runs");
        await using var server = await ServerUnderTest.StartAsync(cancellation);
        var tokens = await server.TokensAsync(load.Connections, cancellation);
        var byRoom = tokens.Chunk(load.Members).ToArray();
        var rooms = await RoomMaker.MakeAsync(server, byRoom, cancellation);
        Console.WriteLine("users and rooms are there");

        var measured = new Measured("W5");
        for (var run = 0; run < load.Runs; run++)
        {
            foreach (var endpoint in load.Endpoints.Select(name => IdleEndpoint.All.FirstOrDefault(one => one.Name == name) ?? throw new BenchmarkException($"There is no endpoint \"{name}\".")))
            {
                await server.RestartAsync(cancellation);
                await MeasureAsync(server, endpoint, byRoom, rooms, load, measured, cancellation);
            }
        }

        await measured.ReportAsync(load.Output, cancellation);
        return 0;
    }

    private static async Task MeasureAsync(
        ServerUnderTest server, IdleEndpoint endpoint, string[][] tokens, IReadOnlyList<string> rooms, Load load, Measured measured, CancellationToken cancellation)
    {
        var name = $"{server.Name}, {endpoint.Name}";
        var connections = rooms.SelectMany((room, r) => tokens[r].Select(token => (Token: token, Connection: new IdleConnection(endpoint, room)))).ToArray();
        using var keepAlive = new Timer(
            _ => Array.ForEach(connections, one => one.Connection.KeepAlive()), null, TimeSpan.FromSeconds(1), KeepAliveEvery);
        try
        {
            var first = connections.Length / 10;
            await JoinAsync(0, first);
            var few = await RestAsync();
            var clock = Stopwatch.StartNew();
            await JoinAsync(first, connections.Length);
            measured.Add(name, "connected", "/s", (connections.Length - first) / clock.Elapsed.TotalSeconds);
            var all = await RestAsync();
            if (connections.Select(one => one.Connection.Fault).FirstOrDefault(fault => fault is not null) is { } fault)
            {
                throw new BenchmarkException($"Void: {fault}");
            }

            var added = connections.Length - first;
            measured.Add(name, "memory per connection", "KiB", (all.ResidentBytes - few.ResidentBytes) / 1024.0 / added);
            measured.Add(name, "memory", "MiB", all.ResidentBytes / 1048576.0);
            measured.Add(name, "CPU per connection and second", "µs", (all.CpuPerSecond - few.CpuPerSecond) / added);
            measured.Add(name, "CPU of all", "µs/s", all.CpuPerSecond);
        }
        finally
        {
            await keepAlive.DisposeAsync();
            Array.ForEach(connections, one => one.Connection.Dispose());
        }

        Task JoinAsync(int from, int to) => Parallel.ForAsync(
            from, to, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (i, cancellation) => await connections[i].Connection.JoinAsync(server.Port, connections[i].Token, From(i), cancellation));

        async Task<(long ResidentBytes, double CpuPerSecond)> RestAsync()
        {
            await Task.Delay(TimeSpan.FromSeconds(load.Settle), cancellation);
            var (before, began) = (server.UsageOf(), Stopwatch.GetTimestamp());
            await Task.Delay(TimeSpan.FromSeconds(load.Seconds), cancellation);
            var after = server.UsageOf();
            return (after.ResidentBytes, (after.Cpu - before.Cpu).TotalMicroseconds / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    /// <summary>127.0.0.1, 127.0.0.2 …: one address has ports for 28,000 connections, some of which wait for the last run to be forgotten.</summary>
    private static IPAddress From(int connection) => new([127, 0, 0, (byte)(1 + (connection / ConnectionsPerAddress))]);
}
