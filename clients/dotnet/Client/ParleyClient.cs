using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Client;

/// <summary>
/// Talks to a Parley server. Sends are repeated with the same client id until their number is known, so that each is posted once; <see cref="ListenAsync"/> gives every event of a
/// room once and in order, over every lost connection. Safe for many callers at a time.
/// </summary>
public sealed class ParleyClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly ParleyClientOptions _options;
    private readonly bool _ownsHttp;

    /// <param name="server">Address of the server, e.g. <c>https://chat.example.org</c>.</param>
    /// <param name="token">Of a bot (<c>parley_bot_…</c>), or an access token.</param>
    public ParleyClient(string server, string token)
        : this(new HttpClient { Timeout = TimeSpan.FromSeconds(15) }, new ParleyClientOptions { Server = new Uri(server), Token = _ => ValueTask.FromResult(token) })
    {
        _ownsHttp = true;
    }

    /// <summary>For <c>IHttpClientFactory</c>: <c>services.AddHttpClient&lt;ParleyClient&gt;()</c> with the options as a service.</summary>
    /// <param name="http">Stays its maker's. Requests run into its timeout: give it one.</param>
    public ParleyClient(HttpClient http, ParleyClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        (_http, _options) = (http, options);
    }

    /// <summary>Who the token stands for.</summary>
    public async Task<ParleyUser> MeAsync(CancellationToken cancellation = default) => User(await CallAsync(HttpMethod.Get, "me", null, cancellation));

    /// <param name="room">Id or name.</param>
    public async Task<ParleyRoom> RoomAsync(string room, CancellationToken cancellation = default)
    {
        var json = await CallAsync(HttpMethod.Get, $"rooms/{Escape(room)}", null, cancellation);
        return new ParleyRoom(Text(json, "id"), Text(json, "name"), Text(json, "title"), json.GetProperty("lastSeq").GetInt64(), Text(json, "epoch"));
    }

    /// <summary>Joins a room, unless one is in it.</summary>
    /// <param name="room">Id or name.</param>
    /// <returns>The room's id.</returns>
    public async Task<string> JoinAsync(string room, CancellationToken cancellation = default) =>
        Text(await CallAsync(HttpMethod.Put, $"rooms/{Escape(room)}/members/me", null, cancellation), "room");

    /// <summary>Posts a message, once however often it must be repeated.</summary>
    /// <param name="room">Id or name.</param>
    /// <param name="replyTo">Number of a message that it answers.</param>
    /// <param name="thread">Number of the message whose thread it belongs to.</param>
    /// <param name="clientId">
    /// 1–64 characters of <c>[A-Za-z0-9_-]</c>; null: one is made. Derive it from what you answer (<c>re-17</c>), and a bot that starts anew does not answer twice.
    /// </param>
    /// <exception cref="ParleyException">It was refused, or there was no answer for longer than <see cref="ParleyClientOptions.Patience"/>.</exception>
    public async Task<Done> SendAsync(string room, string text, long? replyTo = null, long? thread = null, string? clientId = null, CancellationToken cancellation = default) => Done(
        await CallAsync(HttpMethod.Post, $"rooms/{Escape(room)}/messages", new { clientId = clientId ?? Guid.CreateVersion7().ToString(), text, replyTo, thread }, cancellation));

    /// <summary>Changes what one of one's own messages says.</summary>
    public async Task<Done> EditAsync(string room, long seq, string text, string? clientId = null, CancellationToken cancellation = default) => Done(
        await CallAsync(HttpMethod.Patch, $"rooms/{Escape(room)}/messages/{seq}", new { clientId = clientId ?? Guid.CreateVersion7().ToString(), text }, cancellation));

    /// <summary>A page of a room's events: those after a number, oldest first.</summary>
    /// <param name="limit">From 1 to 1000.</param>
    public async Task<IReadOnlyList<ParleyEvent>> EventsAsync(string room, long after, int limit = 100, CancellationToken cancellation = default)
    {
        var page = await PageAsync(room, after, limit, cancellation);
        return [.. page.GetProperty("events").EnumerateArray().Select(json => new ParleyEvent(room, json.GetProperty("seq").GetInt64(), Text(json, "kind"), json))];
    }

    /// <summary>
    /// The events of a room, each once and in order, until <paramref name="cancellation"/>. Connections that are lost are made anew and go on where they were; what was missed is
    /// fetched. The one exception is announced by <see cref="ParleyEvent.Reset"/>.
    /// </summary>
    /// <param name="room">Id or name.</param>
    /// <param name="after">Number after which to begin, e.g. one that was kept; null: from now on.</param>
    /// <exception cref="ParleyException">The room may not be read (any more), or the token counts no more.</exception>
    public async IAsyncEnumerable<ParleyEvent> ListenAsync(
        string room, long? after = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var listener = new Listener(this, _options, room, after);
        await foreach (var next in listener.ReadAsync(cancellation))
        {
            yield return next;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    internal Task<JsonElement> PageAsync(string room, long after, int limit, CancellationToken cancellation) =>
        CallAsync(HttpMethod.Get, $"rooms/{Escape(room)}/events?after={after}&limit={Math.Max(1, limit)}", null, cancellation);

    internal TimeSpan Wait(int attempt) => Backoff.Of(attempt, _options.Backoff, Random.Shared.NextDouble());

    /// <summary>Every call may be repeated: reads change nothing, and changes have a client id or say how it is to be.</summary>
    private async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        var start = _options.Clock.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var (answer, refusal, wait) = await TryAsync(method, path, body, cancellation);
            if (answer is { } json)
            {
                return json;
            }

            if (wait is not { } least || _options.Clock.GetElapsedTime(start) + least > _options.Patience)
            {
                throw refusal!;
            }

            var pause = Wait(attempt);
            await Task.Delay(pause > least ? pause : least, _options.Clock, cancellation);
        }
    }

    /// <summary>An answer, or a refusal and, if it may pass, how long to wait at least.</summary>
    private async Task<(JsonElement? Answer, ParleyException? Refusal, TimeSpan? Wait)> TryAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, _options.AddressOf(path)) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _options.Token(cancellation));
            using var response = await _http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode)
            {
                return (await response.Content.ReadFromJsonAsync<JsonElement>(cancellation), null, null);
            }

            var passes = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
            return (null, await RefusalAsync(response, cancellation), passes ? response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero : null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (null, new ParleyException("unreachable", "The server did not answer; the outcome is not known.", inner: e), TimeSpan.Zero);
        }
    }

    private static async Task<ParleyException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            return new ParleyException(Text(problem, "code"), Text(problem, problem.TryGetProperty("error", out _) ? "error" : "title"), response.StatusCode);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or NotSupportedException)
        {
            // A proxy speaks, and not of the server's refusals.
            return new ParleyException(response.StatusCode >= HttpStatusCode.InternalServerError ? "unavailable" : "refused", $"The answer was {(int)response.StatusCode}.", response.StatusCode, e);
        }
    }

    private static ParleyUser User(JsonElement json) => new(Text(json, "id"), Text(json, "userName"), Text(json, "displayName"), json.GetProperty("isBot").GetBoolean());

    private static Done Done(JsonElement json) => new(Text(json, "room"), json.GetProperty("seq").GetInt64());

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static string Escape(string room) => Uri.EscapeDataString(room);
}
