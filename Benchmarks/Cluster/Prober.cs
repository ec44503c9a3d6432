using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Parley.Benchmarks.Cluster;

/// <summary>Sends into one room through one frontend, one message after the other, each until it is acknowledged; notes when each was.</summary>
public sealed class Prober : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http;
    private readonly Uri _messages;
    private readonly string _name;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<long> _acks = [];
    private Task _sending = Task.CompletedTask;

    public Prober(string name, Uri frontend, string room, string token)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) }) { BaseAddress = frontend, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _messages = new Uri($"/api/v1/rooms/{room}/messages", UriKind.Relative);
        _name = name;
    }

    /// <summary>Attempts that were answered by a refusal or not at all.</summary>
    public int Failures { get; private set; }

    public int Acks
    {
        get
        {
            lock (_acks)
            {
                return _acks.Count;
            }
        }
    }

    public void Start() => _sending = Task.Run(SendAsync);

    /// <summary>Longest time without an acknowledgement from then until now.</summary>
    public TimeSpan LongestSilenceSince(long then)
    {
        lock (_acks)
        {
            var (last, longest) = (then, TimeSpan.Zero);
            foreach (var ack in _acks.Where(ack => ack > then).Append(Stopwatch.GetTimestamp()))
            {
                var silence = Stopwatch.GetElapsedTime(last, ack);
                (last, longest) = (ack, silence > longest ? silence : longest);
            }

            return longest;
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _sending;
    }

    public void Dispose()
    {
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAsync()
    {
        for (var n = 0; !_stopping.IsCancellationRequested; await Task.Delay(Pause))
        {
            try
            {
                using var answer = await _http.PostAsJsonAsync(_messages, new { clientId = $"{_name}-{n}", text = "probe" }, _stopping.Token);
                if (answer.IsSuccessStatusCode)
                {
                    n++;
                    lock (_acks)
                    {
                        _acks.Add(Stopwatch.GetTimestamp());
                    }

                    continue;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Counted below: repeated with the same client id.
            }

            Failures += _stopping.IsCancellationRequested ? 0 : 1;
        }
    }
}
