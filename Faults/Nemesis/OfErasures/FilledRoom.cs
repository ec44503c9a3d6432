using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Faults.Load;

namespace Parley.Faults.Nemesis.OfErasures;

/// <summary>A room beside those of the load, with much in it, of which something is to be erased.</summary>
internal sealed class FilledRoom : IDisposable
{
    private const int AtOnce = 24;
    private const string Bytes = "what a file holds";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Stage _stage;

    private FilledRoom(Stage stage) => _stage = stage;

    public string Id { get; private set; } = "";

    public string Name { get; } = $"filled-{Guid.NewGuid().ToString("N")[..12]}";

    /// <summary>A word that all its messages and names of files hold.</summary>
    public string Word { get; } = "w" + Guid.NewGuid().ToString("N")[..14];

    /// <summary>Numbers of its messages, in order.</summary>
    public ImmutableArray<long> Messages { get; private set; } = [];

    /// <summary>Those of them that have a file, with its id.</summary>
    public ImmutableDictionary<long, string> Files { get; private set; } = ImmutableDictionary<long, string>.Empty;

    /// <summary>Belongs to the owner of all rooms of the load.</summary>
    public static async Task<FilledRoom> CreateAsync(Stage stage, int messages, int files)
    {
        var room = new FilledRoom(stage);
        try
        {
            await room.FillAsync(messages, files);
            return room;
        }
        catch
        {
            room.Dispose();
            throw;
        }
    }

    /// <summary>As the owner of the room, over any frontend, until there is an answer that is not that of a server in trouble.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(HttpMethod method, string path, Func<HttpContent?>? body = null, string? token = null, string? offset = null)
    {
        var backoff = new Backoff(Random.Shared);
        for (var tried = 0; ; tried++)
        {
            using var request = new HttpRequestMessage(method, new Uri(_stage.Cluster.Frontends[tried % _stage.Cluster.Frontends.Count].Url, $"/api/v1/{path}")) { Content = body?.Invoke() };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? _stage.Crowd.Owner.Token);
            if (offset is not null)
            {
                request.Headers.Add("Upload-Offset", offset);
            }

            try
            {
                using var answer = await _http.SendAsync(request);
                var bytes = await answer.Content.ReadAsByteArrayAsync();
                if ((int)answer.StatusCode < 500)
                {
                    return (answer.StatusCode, bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes));
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException && tried < 20)
            {
                // a frontend that does not get on; the next
            }

            if (tried >= 20)
            {
                throw new TimeoutException($"{method} {path} was not answered.");
            }

            await _stage.PauseAsync(backoff.Next());
        }
    }

    /// <summary>All its events, over REST, in order.</summary>
    public async Task<List<JsonElement>> EventsAsync()
    {
        var events = new List<JsonElement>();
        while (true)
        {
            var (_, page) = await AskAsync(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"rooms/{Id}/events?after={events.Count}&limit=1000"));
            events.AddRange(page.GetProperty("events").EnumerateArray());
            if (events.Count == 0 || events[^1].GetProperty("seq").GetInt64() >= page.GetProperty("lastSeq").GetInt64())
            {
                return events;
            }
        }
    }

    /// <summary>Ids of files whose bytes are there, of those that it had.</summary>
    /// <param name="folder">Where the cluster keeps them.</param>
    public IReadOnlyList<string> BytesLeft(string folder)
    {
        var ids = Files.Values.ToHashSet(StringComparer.Ordinal);
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Where(ids.Contains)];
    }

    public void Dispose() => _http.Dispose();

    private async Task FillAsync(int messages, int files)
    {
        var (_, made) = await AskAsync(HttpMethod.Post, "rooms", () => JsonContent.Create(new { name = Name, visibility = "public" }));
        Id = made.GetProperty("id").GetString()!;
        var sent = new (long Seq, string? File)[messages];
        await Parallel.ForAsync(0, messages, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            var file = i < files ? await UploadAsync(i) : null;
            var (status, body) = await AskAsync(HttpMethod.Post, $"rooms/{Id}/messages", () => JsonContent.Create(new { clientId = $"filling-{i}", text = $"{Word} number {i}", files = file is null ? null : new[] { file } }));
            sent[i] = (status is HttpStatusCode.Created or HttpStatusCode.OK ? body.GetProperty("seq").GetInt64() : throw new InvalidOperationException($"A message of the filled room was answered {status}: {body}"), file);
        });
        Messages = [.. sent.Select(one => one.Seq).Order()];
        Files = sent.Where(one => one.File is not null).ToImmutableDictionary(one => one.Seq, one => one.File!);
        foreach (var seq in Messages.Take(20))
        {
            await AskAsync(HttpMethod.Put, $"rooms/{Id}/messages/{seq}/reactions/%F0%9F%91%8D");
        }
    }

    private async Task<string> UploadAsync(int number)
    {
        var (_, begun) = await AskAsync(HttpMethod.Post, $"rooms/{Id}/uploads", () => JsonContent.Create(new { name = $"{Word}-{number}.txt", size = Bytes.Length }));
        var id = begun.GetProperty("id").GetString()!;
        await AskAsync(HttpMethod.Patch, $"uploads/{id}", () => new ByteArrayContent([.. Bytes.Select(letter => (byte)letter)]) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } }, offset: "0");
        return id;
    }
}
