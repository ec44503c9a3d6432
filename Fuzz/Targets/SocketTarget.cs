using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Parley.Fuzz.Cases;
using Parley.Fuzz.Runs;

namespace Parley.Fuzz.Targets;

/// <summary>Frames of the raw socket, or messages to the hub in one of its protocols, over a WebSocket. Behind each lot goes a good request, whose answer shows that the server has taken notice of all before it.</summary>
internal sealed class SocketTarget(Uri address, Road road, int user, World world, TimeSpan hang) : ITarget
{
    private const byte RecordSeparator = 0x1E;
    private const int MoreThanAMessage = 70_000;
    private static readonly byte[] Within = "An unexpected error occurred"u8.ToArray();
    private static readonly byte[] Meant = "HubException"u8.ToArray();
    private static readonly byte[][] Failures = ["\"code\":\"internal\""u8.ToArray(), "\"code\":\"unavailable\""u8.ToArray()];

    private readonly byte[] _buffer = new byte[64 * 1024];
    private ClientWebSocket? _socket;
    private long _connected;
    private long _syncs;

    public string LastAnswer { get; private set; } = "";

    public async Task<Verdict> SendAsync(IReadOnlyList<FuzzCase> cases)
    {
        using var patience = new CancellationTokenSource(hang);
        try
        {
            if (_socket is not { State: WebSocketState.Open } || Stopwatch.GetElapsedTime(_connected) > TimeSpan.FromMinutes(3))
            {
                await ConnectAsync();
                patience.CancelAfter(hang); // counts from here
            }

            foreach (var one in cases)
            {
                await WriteAsync(road == Road.HubJson ? [.. one.Body, RecordSeparator] : one.Body, patience.Token);
            }

            var sync = $"sync-{++_syncs}";
            await WriteAsync(Sync(sync), patience.Token);
            var answer = ReadUntilAsync(Encoding.UTF8.GetBytes(sync), patience.Token);
            if (!cases[0].IsOrderly && road != Road.Raw && await Task.WhenAny(answer, Task.Delay(hang / 4, CancellationToken.None)) != answer)
            {
                // It may be the beginning of a message, of which the server awaits the rest: more than a message may have.
                await WriteAsync(new byte[MoreThanAMessage], patience.Token);
            }

            return await answer;
        }
        catch (ObjectDisposedException)
        {
            return Verdict.Closed; // closed while it was written to
        }
        catch (OperationCanceledException)
        {
            Drop();
            return new Verdict($"no answer within {hang.TotalSeconds} s", IsSlow: true);
        }
        catch (WebSocketException e)
        {
            Drop();
            LastAnswer = e.Message;
            return Verdict.Closed;
        }
    }

    public ValueTask DisposeAsync()
    {
        Drop();
        return ValueTask.CompletedTask;
    }

    private async Task ConnectAsync()
    {
        Drop();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var attempt = 1; ; attempt++)
        {
            var token = await world.TokenAsync(user, anew: attempt > 1);
            _socket = new ClientWebSocket();
            _socket.Options.Proxy = null;
            _socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            _socket.Options.KeepAliveInterval = TimeSpan.Zero;
            try
            {
                await _socket.ConnectAsync(new Uri($"ws://{address.Authority}{(road == Road.Raw ? "/api/v1/ws" : "/hub")}"), patience.Token);
                break;
            }
            catch (WebSocketException) when (attempt < 5)
            {
                Drop(); // a case has ended the session, or the lot before it has used up the connections of the user
                await Task.Delay(100);
            }
        }

        _connected = Stopwatch.GetTimestamp();
        if (road != Road.Raw)
        {
            var protocol = road == Road.HubJson ? "json" : "messagepack";
            await _socket.SendAsync(Encoding.UTF8.GetBytes($"{{\"protocol\":\"{protocol}\",\"version\":1}}\u001e"), WebSocketMessageType.Text, true, patience.Token);
        }

        await _socket.ReceiveAsync(_buffer, patience.Token); // ready, or the answer to the handshake
    }

    /// <summary>Does nothing once the server has closed: what reads has seen that, or will.</summary>
    private Task WriteAsync(byte[] bytes, CancellationToken cancellation) => _socket is not { State: WebSocketState.Open } socket
        ? Task.CompletedTask
        : socket.SendAsync(bytes, road == Road.HubMessagePack ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, cancellation);

    private byte[] Sync(string id) => road switch
    {
        Road.Raw => Encoding.UTF8.GetBytes($"{{\"type\":\"ping\",\"id\":\"{id}\"}}"),
        Road.HubJson => Encoding.UTF8.GetBytes($"{{\"type\":1,\"invocationId\":\"{id}\",\"target\":\"Unsubscribe\",\"arguments\":[null]}}\u001e"),
        _ => MessagePackText.WithLength([0x96, 0x01, 0x80, (byte)(0xA0 + id.Length), .. Encoding.UTF8.GetBytes(id), 0xAB, .. "Unsubscribe"u8, 0x91, 0xC0, 0x90]),
    };

    private async Task<Verdict> ReadUntilAsync(byte[] sync, CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        while (true)
        {
            message.SetLength(0);
            ValueWebSocketReceiveResult part;
            do
            {
                part = await (_socket ?? throw new WebSocketException("It is closed.")).ReceiveAsync(_buffer.AsMemory(), cancellation);
                message.Write(_buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                LastAnswer = $"closed with {(int?)_socket.CloseStatus} {_socket.CloseStatusDescription}";
                var isFailure = _socket.CloseStatus == WebSocketCloseStatus.InternalServerError;
                Drop();
                return isFailure ? new Verdict(LastAnswer) : Verdict.Closed;
            }

            var bytes = message.GetBuffer().AsSpan(0, (int)message.Length);
            if (Fault(bytes) is { } fault)
            {
                LastAnswer = fault;
                Drop(); // what else comes belongs to this lot as well
                return new Verdict($"answered with {fault}");
            }

            if (bytes.IndexOf(sync) >= 0)
            {
                LastAnswer = Shown(bytes);
                return Verdict.Good;
            }
        }
    }

    private string? Fault(ReadOnlySpan<byte> answer)
    {
        var failed = road switch
        {
            Road.Raw => answer.IndexOf(Failures[0]) >= 0 || answer.IndexOf(Failures[1]) >= 0,
            Road.HubJson => answer.IndexOf(Failures[0]) >= 0 || answer.IndexOf(Failures[1]) >= 0 || (answer.IndexOf(Within) >= 0 && answer.IndexOf(Meant) < 0),
            _ => answer.IndexOf(Within) >= 0 && answer.IndexOf(Meant) < 0,
        };
        return failed ? Shown(answer) : null;
    }

    private static string Shown(ReadOnlySpan<byte> answer) => Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 500)]);

    private void Drop()
    {
        _socket?.Abort();
        _socket?.Dispose();
        _socket = null;
    }
}
