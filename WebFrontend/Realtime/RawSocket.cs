using System.Buffers;
using System.Net.WebSockets;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// One raw WebSocket: first <c>auth</c>, then requests. Read by <see cref="RunAsync"/> alone and written by the queue's pump
/// alone, so that neither waits for the other unless too many requests are unanswered: then it is not read.
/// </summary>
internal sealed partial class RawSocket : ClientConnection, IDisposable
{
    private const int MaxFrameBytes = 64 * 1024;
    private static readonly Closing Farewell = new("bye", (int)WebSocketCloseStatus.NormalClosure);

    private readonly WebSocket _socket;
    private readonly RawSocketServices _services;
    private readonly RealtimeOptions _options;
    private readonly RawFrameReader _reader;
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationToken _whenCut;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ArrayBufferWriter<byte>? _frame;
    private volatile bool _closing;

    public RawSocket(WebSocket socket, RawSocketServices services)
        : base(services.Options.Value, services.Metrics, services.Clock)
    {
        _socket = socket;
        _services = services;
        _options = services.Options.Value;
        _reader = new RawFrameReader(socket, _options.MaxFrameBytes);
        _whenCut = _cut.Token;
        _inFlight = new SemaphoreSlim(_options.MaxRequestsInFlight);
    }

    /// <summary>Serves the socket until it is closed.</summary>
    /// <param name="user">Who signed in while connecting; null: the first frame tells.</param>
    /// <param name="ready">Called when the user is known.</param>
    /// <param name="connectionClosed">Cancelled when the client has closed the connection beneath.</param>
    public async Task RunAsync(CurrentUser? user, Func<Task>? ready, CancellationToken connectionClosed)
    {
        _ready = ready;
        var isAnswered = false;
        try
        {
            await using var timeout = user is null ? StartAuthTimeout() : null;
            if (user is not null && !_closing)
            {
                await SignIn(user);
            }

            await ReadUntilClosed(timeout);
            Close(Farewell);
            await _closed.Task.WaitAsync(Linger, _services.Clock, connectionClosed);
            isAnswered = true;
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.Faulted)
        {
            // A frame was against the protocol. The socket has said so itself, with 1002 or 1007; to end now would overtake that.
            isAnswered = true;
            await Task.Delay(Linger, connectionClosed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or TimeoutException or ObjectDisposedException)
        {
            // The client went without a farewell, or was cut.
        }
        finally
        {
            Ended();
            _services.Subscriptions.LeaveAll(this);
            _services.Connections.Remove(this);
            _reader.GiveBack();
            if (!isAnswered)
            {
                Abort(); // not otherwise: it could overtake the answer
            }
        }
    }

    /// <summary>Ends the connection after what is queued; a client that does not answer the close is cut.</summary>
    public void End(Closing closing)
    {
        _closing = true;
        Close(closing);
    }

    public override bool HasSaidFarewell => _closed.Task.IsCompleted;

    public override async ValueTask SendAsync(IReadOnlyList<Outgoing> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Batch is { } batch)
            {
                i = await SendEvents(items, i, batch);
            }
            else
            {
                await SendFrame(items[i].Reply?.Frame ?? items[i].Push!.Frame);
            }
        }
    }

    public override async ValueTask CloseAsync(Closing closing)
    {
        _closing = true;
        _cut.CancelAfter(Linger);
        if (closing.Announced)
        {
            await SendFrame(Push.ClosingSoon(closing).Frame);
        }

        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync((WebSocketCloseStatus)closing.Code, closing.Reason, CancellationToken.None);
        }

        _closed.TrySetResult();
    }

    public override void Abort()
    {
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }

        _socket.Abort();
        _closed.TrySetResult();
    }

    // The semaphores hold nothing, and requests that are still under way give their permits back.
    public void Dispose() => _cut.Dispose();

    private async Task ReadUntilClosed(ITimer? authTimeout)
    {
        while (true)
        {
            var (kind, bytes) = await _reader.ReadAsync(_whenCut);
            if (kind == RawFrameKind.Close)
            {
                return;
            }

            if (_closing)
            {
                continue; // only to see the client's farewell
            }

            switch (kind)
            {
                case RawFrameKind.Binary:
                    End(Closing.BinaryFrame);
                    break;
                case RawFrameKind.TooLarge:
                    End(Closing.FrameTooLarge);
                    break;
                default:
                    await Take(bytes, authTimeout);
                    break;
            }
        }
    }

    private ITimer StartAuthTimeout() =>
        _services.Clock.CreateTimer(static socket => ((RawSocket)socket!).End(Closing.AuthTimeout), this, _options.AuthTimeout, Timeout.InfiniteTimeSpan);

    /// <summary>Sends a batch with those that directly follow it, in one frame if there are several. The index of the last one sent.</summary>
    private async ValueTask<int> SendEvents(IReadOnlyList<Outgoing> items, int at, EncodedBatch batch)
    {
        if (at + 1 >= items.Count || items[at + 1].Batch is not { } next || !batch.IsFollowedBy(next))
        {
            await SendFrame(batch.Frame);
            return at;
        }

        var frame = _frame ??= new ArrayBufferWriter<byte>();
        frame.ResetWrittenCount();
        batch.BeginFrame(frame);
        while (at + 1 < items.Count && items[at + 1].Batch is { } following && batch.IsFollowedBy(following) && frame.WrittenCount + following.Size < MaxFrameBytes)
        {
            following.AppendTo(frame);
            batch = following;
            at++;
        }

        EncodedBatch.EndFrame(frame);
        await SendFrame(frame.WrittenMemory);
        return at;
    }

    // Without a token: with one, every send would take the slow path through a registration.
    private ValueTask SendFrame(ReadOnlyMemory<byte> frame) => _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
