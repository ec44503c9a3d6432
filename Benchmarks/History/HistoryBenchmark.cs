using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Benchmarks.Cluster;
using Parley.Benchmarks.Results;
using Parley.Benchmarks.Servers;

namespace Parley.Benchmarks.History;

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

    /// <summary>Reads of one kind while rows are counted: enough that the few rows which silos read by themselves meanwhile are lost in them.</summary>
    private const int CountedReads = 200;

    /// <param name="Engine">One of <see cref="ParleyStart.Engines"/>. Rows are counted on mariadb alone.</param>
    /// <param name="ShortRoom">Messages of the short room.</param>
    /// <param name="LongRoom">Messages of the long room.</param>
    /// <param name="Samples">Reads of each kind in each room that count.</param>
    /// <param name="WarmUp">Reads of each kind before.</param>
    /// <param name="Output">Folder for results.json; null: none.</param>
    public sealed record Load(string Engine, int ShortRoom, int LongRoom, int Samples, int WarmUp, string? Output);

    public static async Task<int> RunAsync(Load load, CancellationToken cancellation)
    {
        Console.WriteLine($"history: {load.Engine}, rooms of {load.ShortRoom:N0} and {load.LongRoom:N0} messages, {load.Samples:N0} reads of each kind in each, in turns");
        await using var parley = await ParleyStart.StartAsync(load.Engine, cancellation);
        var tokens = await parley.TokensAsync(Writers, cancellation);
        var ids = await RoomMaker.MakeAsync(parley, [tokens, tokens], cancellation);
        Room[] rooms =
        [
            await FillAsync(parley, ids[0], "short", tokens, load.ShortRoom, cancellation),
            await FillAsync(parley, ids[1], "long", tokens, load.LongRoom, cancellation),
        ];

        Read[] reads =
        [
            new("newest page", (_, _) => "messages?limit=50", 50),
            new("somewhere", (room, random) => $"messages?around={random.NextInt64(1, room.LastSeq + 1)}&limit=50", 25),
            new("what was missed", (room, _) => $"events?after={Math.Max(0, room.LastSeq - Missed)}&limit={Missed}", Math.Min(Missed, load.ShortRoom)),
        ];
        await MeasureAsync(parley, rooms, reads, load.WarmUp, cancellation);
        var times = await MeasureAsync(parley, rooms, reads, load.Samples, cancellation);
        var measured = new Measured("W9");
        foreach (var read in reads)
        {
            foreach (var room in rooms)
            {
                measured.Add($"{parley.Name}, {room.Label} room", $"{read.Name}, p50", "ms", times[(read, room)].Quantile(0.5));
                measured.Add($"{parley.Name}, {room.Label} room", $"{read.Name}, p99", "ms", times[(read, room)].Quantile(0.99));
            }

            measured.Add($"{parley.Name}, long : short", $"{read.Name}, p50", "×", times[(read, rooms[1])].Quantile(0.5) / times[(read, rooms[0])].Quantile(0.5));
            measured.Add($"{parley.Name}, long : short", $"{read.Name}, p99", "×", times[(read, rooms[1])].Quantile(0.99) / times[(read, rooms[0])].Quantile(0.99));
        }

        if (parley is ClusterUnderTest cluster)
        {
            await CountAsync(cluster, rooms, reads, measured, cancellation);
        }

        await measured.ReportAsync(load.Output, cancellation);
        return 0;
    }

    private static async Task<Room> FillAsync(IParley parley, string id, string label, IReadOnlyList<string> tokens, int messages, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(tokens.Select(async (token, i) =>
        {
            using var writer = new Writer(id);
            await writer.ConnectAsync(parley.Ports[0], token, cancellation);
            await writer.WriteAsync((messages / Writers) + (i < messages % Writers ? 1 : 0), InFlight, cancellation);
        }));
        using var http = Http(parley, tokens[0]);
        using var room = JsonDocument.Parse(await http.GetStringAsync(new Uri($"rooms/{id}", UriKind.Relative), cancellation));
        var (lastSeq, n) = (room.RootElement.GetProperty("lastSeq").GetInt64(), room.RootElement.GetProperty("n").GetInt64());
        Console.WriteLine($"{label,-16}{n:N0} messages in {clock.Elapsed.TotalSeconds:N0} s");
        return n == messages ? new Room(id, label, tokens[0], lastSeq) : throw new BenchmarkException($"Void: the {label} room has {n} messages instead of {messages}.");
    }

    /// <summary>How many rows the database fetches for one read.</summary>
    private static async Task CountAsync(ClusterUnderTest cluster, Room[] rooms, Read[] reads, Measured measured, CancellationToken cancellation)
    {
        await using var rows = await RowsRead.OpenAsync(cluster.Processes.MariaDb.ConnectionString(), cancellation);
        foreach (var room in rooms)
        {
            using var http = Http(cluster, room.Token);
            foreach (var read in reads)
            {
                var random = new Random(2);
                var before = await rows.CountAsync(cancellation);
                for (var i = 0; i < CountedReads; i++)
                {
                    await http.GetByteArrayAsync(new Uri($"rooms/{room.Id}/{read.Path(room, random)}", UriKind.Relative), cancellation);
                }

                measured.Add($"{cluster.Name}, {room.Label} room", $"{read.Name}, rows read", "", (await rows.CountAsync(cancellation) - before) / (double)CountedReads);
            }
        }
    }

    /// <summary>Each read of each room in an order of chance, again and again: what disturbs the machine disturbs all alike.</summary>
    private static async Task<Dictionary<(Read, Room), Histogram>> MeasureAsync(
        IParley parley, Room[] rooms, Read[] reads, int samples, CancellationToken cancellation)
    {
        var random = new Random(1);
        var times = reads.SelectMany(read => rooms.Select(room => (read, room))).ToDictionary(pair => pair, _ => new Histogram());
        var turns = times.Keys.ToArray();
        var clients = rooms.ToDictionary(room => room, room => Http(parley, room.Token));
        for (var i = 0; i < samples; i++)
        {
            random.Shuffle(turns);
            foreach (var turn in turns)
            {
                var (read, room) = turn;
                var address = new Uri($"rooms/{room.Id}/{read.Path(room, random)}", UriKind.Relative);
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

    private static HttpClient Http(IParley parley, string token)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{parley.Ports[0]}/api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private sealed record Room(string Id, string Label, string Token, long LastSeq);

    /// <param name="Path">Below the room's address.</param>
    /// <param name="AtLeast">So many events or messages must come, or the run is void.</param>
    private sealed record Read(string Name, Func<Room, Random, string> Path, int AtLeast);
}
