using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Parley.Faults.History;
using Parley.Faults.Network;

namespace Parley.Faults.Load;

/// <summary>A raw WebSocket, <c>/api/v1/ws</c>.</summary>
internal sealed class SocketConnection : ChatConnection
{
    private const int SmallBuffer = 4096;

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _waiting = [];
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Gate<bool> _reads;
    private readonly Func<long> _now;
    private Task _reading = Task.CompletedTask;
    private long _id;

    private SocketConnection(Gate<bool> reads, Func<long> now) => (_reads, _now) = (reads, now);

    /// <param name="reads">False while it is not to read.</param>
    /// <param name="isSlow">It may stop reading: little fits between it and the server, and nobody pings.</param>
    /// <param name="now">Stamps.</param>
    public static async Task<SocketConnection> ConnectAsync(Uri door, string token, Gate<bool> reads, bool isSlow, Func<long> now)
    {
        var connection = new SocketConnection(reads, now);
        try
        {
            await connection.ConnectAsync(door, token, isSlow);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override Task<Reply> DoAsync(Command command) => command.Kind switch
    {
        OperationKind.Send => AskAsync(new { type = "send", id = NewId(out var id), room = command.Room, clientId = command.ClientId, text = command.Text }, id),
        OperationKind.Edit => AskAsync(new { type = "edit", id = NewId(out var id), room = command.Room, seq = command.Target, clientId = command.ClientId, text = command.Text }, id),
        OperationKind.Delete => AskAsync(new { type = "delete", id = NewId(out var id), room = command.Room, seq = command.Target, clientId = command.ClientId }, id),
        OperationKind.MarkRead => AskAsync(new { type = "markRead", id = NewId(out var id), room = command.Room, seq = command.Target }, id),
        _ => throw new ArgumentException($"A socket takes no {command.Kind}.", nameof(command)),
    };

    public override Task<Reply> SubscribeAsync(string room, long? after, string? epoch) =>
        AskAsync(new { type = "subscribe", id = NewId(out var id), room, after, epoch }, id);

    public override void Abort() => _socket.Abort();

    public override async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _ended.CancelAsync();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
        _ended.Dispose();
    }

    private async Task ConnectAsync(Uri door, string token, bool isSlow)
    {
        _socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        _socket.Options.KeepAliveInterval = isSlow ? TimeSpan.Zero : TimeSpan.FromSeconds(3);
        _socket.Options.KeepAliveTimeout = isSlow ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(5);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        if (isSlow)
        {
            handler.ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = SmallBuffer };
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var patience = new CancellationTokenSource(ConnectPatience);
        await _socket.ConnectAsync(new UriBuilder(door) { Scheme = "ws", Path = "/api/v1/ws" }.Uri, invoker, patience.Token);
        _reading = ReadAsync();
    }

    private long NewId(out long id) => id = Interlocked.Increment(ref _id);

    private async Task<Reply> AskAsync<T>(T frame, long id)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        try
        {
            await _sending.WaitAsync(_ended.Token);
            try
            {
                await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, endOfMessage: true, _ended.Token);
            }
            finally
            {
                _sending.Release();
            }

            var json = await answer.Task.WaitAsync(AnswerPatience, _ended.Token);
            return Wire.Text(json, "type") == "error" ? Wire.Refusal(json) : Wire.Done(json);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return new Reply.Lost("the connection ended");
        }
        catch (TimeoutException)
        {
            Abort();
            return new Reply.Lost($"no answer within {AnswerPatience.TotalSeconds:0} s");
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    private async Task ReadAsync()
    {
        var reason = "closed";
        try
        {
            var buffer = new byte[16 * 1024];
            for (var length = 0; ;)
            {
                await MayReadAsync();
                var read = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    (Code, reason) = ((int?)_socket.CloseStatus, _socket.CloseStatusDescription ?? "closed");
                    break;
                }

                length += read.Count;
                if (read.EndOfMessage)
                {
                    Heard(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length)));
                    length = 0;
                }
                else if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            reason = e.Message;
        }

        Ended(reason);
        await _ended.CancelAsync();
    }

    private async Task MayReadAsync()
    {
        while (_reads.Watch() is (false, var changed))
        {
            await changed.WaitAsync(_ended.Token);
        }
    }

    private void Heard(JsonElement frame)
    {
        var now = _now();
        var type = Wire.Text(frame, "type");
        Incoming? incoming = type switch
        {
            "events" => new Incoming.Events(now, frame),
            "subscribed" => new Incoming.Subscribed(now, frame),
            "gap" => new Incoming.Gap(now, frame),
            "closing" => Closing(now, frame),
            _ => null,
        };
        if (incoming is not null && !Take(incoming))
        {
            Abort();
        }

        if (Wire.Number(frame, "id") is { } id && _waiting.TryGetValue(id, out var waiting))
        {
            waiting.TrySetResult(frame);
        }
    }
}
