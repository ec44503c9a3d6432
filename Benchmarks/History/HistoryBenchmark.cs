using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Parley.Benchmarks.Rooms;

/// <summary>
/// Does opening a room cost more when it is long? A short and a long room, read in turns within one run: the newest page, a place
/// somewhere in it, and what a client has missed.
/// </summary>
public static class HistoryBenchmark
{
    /// <summary>What one missed: as much as the short room has.</summary>
    private const int Missed = 1000;

    private const int Writers = 4;
    private const int InFlight = 64;

    /// <param name="ShortRoom">Messages of the short room.</param>
    /// <param name="LongRoom">Messages of the long room.</param>
    /// <param name="Samples">Reads of each kind in each room that count.</param>
    /// <param name="WarmUp">Reads of each kind before.</param>
    public sealed record Load(int ShortRoom, int LongRoom, int Samples, int WarmUp);

    public static async Task<int> RunAsync(Load load, CancellationToken cancellation)
    {
        Console.WriteLine($"history: rooms of {load.ShortRoom:N0} and {load.LongRoom:N0} messages, {load.Samples:N0} reads of each kind in each, in turns");
        await using var server = await ServerUnderTest.StartAsync(cancellation);
        Room[] rooms = [await FillAsync(server, "short", load.ShortRoom, cancellation), await FillAsync(server, "long", load.LongRoom, cancellation)];

        Read[] reads =
        [
            new("newest page", (_, _) => "messages?limit=50", 50),
            new("somewhere", (room, random) => $"messages?around={random.NextInt64(1, room.LastSeq + 1)}&limit=50", 25),
            new("what was missed", (room, _) => $"events?after={Math.Max(0, room.LastSeq - Missed)}&limit={Missed}", Math.Min(Missed, load.ShortRoom)),
        ];
        await MeasureAsync(server, rooms, reads, load.WarmUp, cancellation);
        var times = await MeasureAsync(server, rooms, reads, load.Samples, cancellation);
        foreach (var read in reads)
        {
            var (few, many) = (times[(read, rooms[0])], times[(read, rooms[1])]);
            Console.WriteLine(
                $"{read.Name,-16}short p50 {few.Quantile(0.5):N2} ms p99 {few.Quantile(0.99):N2} ms   long p50 {many.Quantile(0.5):N2} ms p99 {many.Quantile(0.99):N2} ms   " +
                $"ratio p50 {many.Quantile(0.5) / few.Quantile(0.5):N2} p99 {many.Quantile(0.99) / few.Quantile(0.99):N2}");
        }

        return 0;
    }

    private static async Task<Room> FillAsync(ServerUnderTest server, string name, int messages, CancellationToken cancellation)
    {
        var tokens = await server.TokensAsync(name, Writers);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(tokens.Select(async (token, i) =>
        {
            using var writer = new Writer(name);
            await writer.ConnectAsync(server.Port, token, cancellation);
            await writer.WriteAsync((messages / Writers) + (i < messages % Writers ? 1 : 0), InFlight, cancellation);
        }));
        using var http = Http(server, tokens[0]);
        using var room = JsonDocument.Parse(await http.GetStringAsync(new Uri($"rooms/{name}", UriKind.Relative), cancellation));
        var (lastSeq, n) = (room.RootElement.GetProperty("lastSeq").GetInt64(), room.RootElement.GetProperty("n").GetInt64());
        Console.WriteLine($"{name,-16}{n:N0} messages in {clock.Elapsed.TotalSeconds:N0} s");
        return n == messages ? new Room(name, tokens[0], lastSeq) : throw new BenchmarkException($"Void: the room {name} has {n} messages instead of {messages}.");
    }

    /// <summary>Each read of each room in an order of chance, again and again: what disturbs the machine disturbs all alike.</summary>
    private static async Task<Dictionary<(Read, Room), Histogram>> MeasureAsync(
        ServerUnderTest server, Room[] rooms, Read[] reads, int samples, CancellationToken cancellation)
    {
        var random = new Random(1);
        var times = reads.SelectMany(read => rooms.Select(room => (read, room))).ToDictionary(pair => pair, _ => new Histogram());
        var turns = times.Keys.ToArray();
        var clients = rooms.ToDictionary(room => room, room => Http(server, room.Token));
        for (var i = 0; i < samples; i++)
        {
            random.Shuffle(turns);
            foreach (var turn in turns)
            {
                var (read, room) = turn;
                var address = new Uri($"rooms/{room.Name}/{read.Path(room, random)}", UriKind.Relative);
                var start = Stopwatch.GetTimestamp();
                var body = await clients[room].GetByteArrayAsync(address, cancellation);
                times[turn].Record(Stopwatch.GetElapsedTime(start));
                if (i == 0)
                {
                    Check(read, body);
                }
            }
        }

        foreach (var client in clients.Values)
        {
            client.Dispose();
        }

        return times;
    }

    private static void Check(Read read, byte[] body)
    {
        using var page = JsonDocument.Parse(body);
        var count = page.RootElement.TryGetProperty("messages", out var messages) ? messages.GetArrayLength() : page.RootElement.GetProperty("events").GetArrayLength();
        if (count < read.AtLeast)
        {
            throw new BenchmarkException(string.Create(CultureInfo.InvariantCulture, $"Void: {read.Name} answered with {count} instead of at least {read.AtLeast}."));
        }
    }

    private static HttpClient Http(ServerUnderTest server, string token)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}/api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private sealed record Room(string Name, string Token, long LastSeq);

    /// <param name="Path">Below the room's address.</param>
    /// <param name="AtLeast">So many events or messages must come, or the run is void.</param>
    private sealed record Read(string Name, Func<Room, Random, string> Path, int AtLeast);
}
