using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Fuzz.Runs;

/// <summary>Who and what there is on the server for cases to name: users that send them, their rooms, and the canary, who has a private room that must stay as it is.</summary>
internal sealed class World : IDisposable
{
    private const string Password = "correct horse battery staple";
    private static readonly TimeSpan TokenAge = TimeSpan.FromMinutes(4);
    private readonly HttpClient _http;
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];
    private readonly SemaphoreSlim _signingIn = new(1);
    private readonly Dictionary<int, (string Token, string Refresh, long At)> _tokens = [];
    private (string Token, long At)? _canary;
    private int? _others;

    public World(Uri address) => _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };

    /// <summary>Ids and names that cases put where an id belongs.</summary>
    public List<string> Names { get; } = ["lobby"];

    /// <summary>Users that cases are sent by.</summary>
    public int Users { get; private init; } = 4;

    /// <summary>Id of the canary's room.</summary>
    public string Cage { get; private set; } = "";

    public int CanaryMessages { get; private set; }

    public async Task PrepareAsync()
    {
        for (var user = 0; user < Users; user++)
        {
            Names.Add((await Post("users", new { userName = Name(user), password = Password }, null)).GetProperty("id").GetString()!);
            var token = await TokenAsync(user);
            var room = await Post("rooms", new { name = $"room{user}-{_suffix}", visibility = user % 2 == 0 ? "public" : "private" }, token);
            Names.Add(room.GetProperty("id").GetString()!);
            for (var i = 0; i < 5; i++)
            {
                await Post($"rooms/{Names[^1]}/messages", new { clientId = $"first-{i}", text = "hello" }, token);
            }
        }

        await Post("users", new { userName = $"canary-{_suffix}", password = Password }, null);
        Cage = (await Post("rooms", new { name = $"cage-{_suffix}", visibility = "private" }, await CanaryTokenAsync())).GetProperty("id").GetString()!;
        Names.Add(Cage);
        await CageFaultAsync(); // notes with what it began
    }

    /// <summary>A token that is good for a while.</summary>
    public async Task<string> TokenAsync(int user, bool anew = false)
    {
        await _signingIn.WaitAsync();
        try
        {
            if (anew || !_tokens.TryGetValue(user, out var known) || Stopwatch.GetElapsedTime(known.At) > TokenAge)
            {
                var signedIn = await Post("sessions", new { userName = Name(user), password = Password }, null);
                _tokens[user] = known = (signedIn.GetProperty("accessToken").GetString()!, signedIn.GetProperty("refreshToken").GetString()!, Stopwatch.GetTimestamp());
            }

            return known.Token;
        }
        finally
        {
            _signingIn.Release();
        }
    }

    /// <summary>One more message of the canary's.</summary>
    public async Task SingAsync()
    {
        await Post($"rooms/{Cage}/messages", new { clientId = $"song-{CanaryMessages}", text = $"song {CanaryMessages}" }, await CanaryTokenAsync());
        CanaryMessages++;
    }

    /// <summary>Whether the canary's room holds what the canary said and nothing else; null: it does.</summary>
    public async Task<string?> CageFaultAsync()
    {
        var songs = new List<string>();
        var others = 0;
        for (var after = 0L; ; )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/rooms/{Cage}/events?after={after}&limit=500");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await CanaryTokenAsync());
            using var answer = await _http.SendAsync(request);
            var page = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
            var events = page.GetProperty("events").EnumerateArray().ToArray();
            foreach (var e in events)
            {
                if (e.GetProperty("seq").GetInt64() != ++after)
                {
                    return $"The canary's room has no event {after}.";
                }

                if (e.GetProperty("kind").GetString() == "messagePosted")
                {
                    songs.Add(e.GetProperty("text").GetString()!);
                }
                else
                {
                    others++;
                }
            }

            if (events.Length == 0)
            {
                break;
            }
        }

        _others ??= others;
        return others == _others && songs.SequenceEqual(Enumerable.Range(0, CanaryMessages).Select(i => $"song {i}"))
            ? null
            : $"The canary's room is not what it was: {songs.Count} of {CanaryMessages} messages, {others} other events.";
    }

    public void Dispose()
    {
        _http.Dispose();
        _signingIn.Dispose();
    }

    private string Name(int user) => $"fuzz{user}-{_suffix}";

    private async Task<string> CanaryTokenAsync()
    {
        if (_canary is not { } known || Stopwatch.GetElapsedTime(known.At) > TokenAge)
        {
            _canary = known = ((await Post("sessions", new { userName = $"canary-{_suffix}", password = Password }, null)).GetProperty("accessToken").GetString()!, Stopwatch.GetTimestamp());
        }

        return known.Token;
    }

    private async Task<JsonElement> Post(string path, object body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}") { Content = JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException($"POST {path} was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
