using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Parley.Client;

/// <summary>
/// Reads one room over the raw WebSocket, and comes back after every loss: the events come in order, each once. Nothing is read ahead of its consumer; one that is slow has the
/// server say so, and pages.
/// </summary>
internal sealed class Listener(ParleyClient client, ParleyClientOptions options, string room, long? after) : IDisposable
{
    private const int PageSize = 500;

    /// <summary>Frames of the server are smaller; what is larger is not of it.</summary>
    private const int MaxFrameBytes = 64 * 1024 * 1024;

    private readonly RoomPosition _position = new(room, after);
    private ClientWebSocket? _socket;
    private int _failures;

    public async IAsyncEnumerable<ParleyEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            foreach (var next in await NextAsync(cancellation))
            {
                yield return next;
            }
        }
    }

    public void Dispose() => _socket?.Dispose();

    /// <summary>What comes next; may be nothing.</summary>
    private async Task<List<ParleyEvent>> NextAsync(CancellationToken cancellation)
    {
        var wait = TimeSpan.Zero;
        try
        {
            if (_position.Missing is { } upTo)
            {
                var page = await client.PageAsync(room, _position.Last!.Value, (int)Math.Min(PageSize, upTo - 1 - _position.Last.Value), cancellation);
                return _position.Fetched(page) ?? await AskAsync(cancellation);
            }

            if (_socket is null)
            {
                await ConnectAsync(cancellation);
                return await AskAsync(cancellation);
            }

            using var frame = await ReceiveAsync(_socket, cancellation);
            if (frame is not null)
            {
                var json = frame.RootElement;
                switch (json.GetProperty("type").GetString())
                {
                    case "subscribed":
                        _failures = 0;
                        return _position.Answered(json);
                    case "events":
                        return _position.Live(json.Clone()) ?? await AskAsync(cancellation);
                    case "gap":
                        return await AskAsync(cancellation);
                    case "error" when RetryAfter(json) is { } later:
                        wait = later;
                        break;
                    case "error" when json.GetProperty("code").GetString() is "busy" or "throttled" or "unavailable":
                        break;
                    case "error":
                        throw new ParleyException(json.GetProperty("code").GetString() ?? "", json.GetProperty("message").GetString() ?? "");
                    case "closing":
                        wait = RetryAfter(json) ?? TimeSpan.Zero;
                        break;
                    default:
                        return [];
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException
            or ParleyException { IsOutcomeUnknown: true })
        {
            // Lost: another connection goes on where this one was.
        }

        Drop();
        await Task.Delay(wait > TimeSpan.Zero ? wait : client.Wait(_failures++), options.Clock, cancellation);
        return [];
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = options.KeepAlive;
        socket.Options.KeepAliveTimeout = options.KeepAlive;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {await options.Token(cancellation)}");
        var address = new UriBuilder(options.AddressOf("ws"));
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(options.KeepAlive * 2);
            await socket.ConnectAsync(address.Uri, patience.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new WebSocketException("The server did not answer in time.", e);
        }
        catch (WebSocketException e) when (socket.HttpStatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw new ParleyException("not-signed-in", "The server does not take the token.", status, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _socket = socket;
    }

    private async Task<List<ParleyEvent>> AskAsync(CancellationToken cancellation)
    {
        _position.Ask();
        if (_socket is null)
        {
            return []; // asked when there is one
        }

        var ask = JsonSerializer.SerializeToUtf8Bytes(_position is { Epoch: { } epoch, Last: { } last }
            ? new { type = "subscribe", room, after = (long?)last, epoch = (string?)epoch }
            : new { type = "subscribe", room, after = _position.Last, epoch = (string?)null });
        await _socket.SendAsync(ask, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        return [];
    }

    /// <summary>A frame; null: the server has closed.</summary>
    private static async Task<JsonDocument?> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var part = await socket.ReceiveAsync(bytes.GetMemory(4096), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return (int?)socket.CloseStatus is 1003 or 1007 or 1009 or 4400 or 4401 or 4403
                    ? throw new ParleyException(socket.CloseStatus is (WebSocketCloseStatus)4401 ? "session-ended" : "refused", $"The server has closed the connection: {socket.CloseStatusDescription}")
                    : null;
            }

            bytes.Advance(part.Count);
            if (part.EndOfMessage)
            {
                return JsonDocument.Parse(bytes.WrittenMemory);
            }

            if (bytes.WrittenCount > MaxFrameBytes)
            {
                throw new WebSocketException("A frame is too large.");
            }
        }
    }

    private static TimeSpan? RetryAfter(JsonElement json) =>
        json.TryGetProperty("retryAfterMs", out var wait) && wait.ValueKind == JsonValueKind.Number ? TimeSpan.FromMilliseconds(Math.Clamp(wait.GetDouble(), 0, 600_000)) : null;

    private void Drop()
    {
        _socket?.Dispose();
        _socket = null;
        _position.Ask();
    }
}
