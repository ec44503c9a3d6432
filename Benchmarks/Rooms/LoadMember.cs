using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.Rooms;

/// <summary>
/// One connection in one room that keeps a number of sends under way, or sends when told to. What came in together is answered by one write, as a client with several messages to
/// send would. Every event is checked for its number; texts are counted and not looked at.
/// </summary>
internal sealed class LoadMember(string room) : IDisposable
{
    private const int FrameBytes = 320;

    private readonly LoadConnection _connection = new();
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _prefix = Guid.NewGuid().ToString("N")[..8];
    private readonly byte[] _frames = new byte[FrameBytes * 64];
    private long _sent;
    private long _acknowledged;
    private long _lastSeq;
    private int _due;

    public static bool Measuring { get; set; }

    /// <summary>Whether each acknowledgement is followed by the next send.</summary>
    public static bool Repeating { get; set; }

    /// <summary>From the time a message was to be sent until it was acknowledged.</summary>
    public Histogram Acks { get; private set; } = new();

    public long Sent => Interlocked.Read(ref _sent);

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public long Delivered { get; private set; }

    public long LastSeq => Interlocked.Read(ref _lastSeq);

    public string? Fault { get => field ?? _connection.Fault; private set; }

    public async Task JoinAsync(int port, string token, CancellationToken cancellation)
    {
        await _connection.ConnectAsync(port, token, cancellation);
        _connection.OnDrained = SendDue;
        _connection.Start(OnFrame);
        _connection.Send(Encoding.UTF8.GetBytes($$"""{"type":"subscribe","id":0,"room":"{{room}}"}"""));
        await _subscribed.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
    }

    public void ForgetAcks() => Acks = new Histogram();

    /// <summary>Sends one message of 100 bytes.</summary>
    /// <param name="intended">When it was to be sent.</param>
    public void Send(long intended)
    {
        Span<byte> frame = stackalloc byte[FrameBytes];
        _connection.SendFrames(frame[..Write(intended, frame)]);
    }

    /// <summary>Puts so many sends under way, to be followed by others while <see cref="Repeating"/>.</summary>
    public void Begin(int inFlight)
    {
        for (var i = 0; i < inFlight; i++)
        {
            Send(Stopwatch.GetTimestamp());
        }
    }

    public void Dispose() => _connection.Dispose();

    private int Write(long intended, Span<byte> frame)
    {
        Span<byte> json = stackalloc byte[FrameBytes - 16];
        var number = Interlocked.Increment(ref _sent);
        Encoding.UTF8.TryGetBytes(
            $$"""{"type":"send","id":{{intended}},"room":"{{room}}","clientId":"{{_prefix}}-{{number}}","text":"{{intended:D20}} {{number:D20}} ..........................................................."}""",
            json, out var length);
        return LoadConnection.Frame(json[..length], frame);
    }

    private void SendDue()
    {
        while (_due > 0)
        {
            var (now, end) = (Stopwatch.GetTimestamp(), 0);
            for (; _due > 0 && end + FrameBytes <= _frames.Length; _due--)
            {
                end += Write(now, _frames.AsSpan(end));
            }

            _connection.SendFrames(_frames.AsSpan(0, end));
        }
    }

    private void OnFrame(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("{\"type\":\"events\""u8))
        {
            OnEvents(frame);
        }
        else if (frame.StartsWith("{\"type\":\"ack\""u8))
        {
            Interlocked.Increment(ref _acknowledged);
            _due += Repeating ? 1 : 0;
            if (Measuring)
            {
                Acks.Record(Stopwatch.GetElapsedTime(Number(frame, "\"id\":"u8)));
            }
        }
        else if (frame.StartsWith("{\"type\":\"subscribed\""u8))
        {
            _lastSeq = Number(frame, "\"lastSeq\":"u8);
            _subscribed.TrySetResult();
        }
        else if (!frame.StartsWith("{\"type\":\"ready\""u8))
        {
            Fault ??= Encoding.UTF8.GetString(frame);
            _subscribed.TrySetException(new BenchmarkException(Fault));
        }
    }

    /// <summary>A quote within a text is escaped: what looks like the property is the property.</summary>
    private void OnEvents(ReadOnlySpan<byte> frame)
    {
        for (int at; (at = frame.IndexOf("\"seq\":"u8)) >= 0;)
        {
            frame = frame[at..];
            var seq = Number(frame, "\"seq\":"u8);
            if (seq != _lastSeq + 1)
            {
                Fault ??= string.Create(CultureInfo.InvariantCulture, $"{room}: event {seq} came after {_lastSeq}");
            }

            Interlocked.Exchange(ref _lastSeq, seq);
            Delivered++;
            frame = frame[6..];
        }
    }

    private static long Number(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        var digits = json[(json.IndexOf(key) + key.Length)..];
        return long.Parse(digits[..digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9')], CultureInfo.InvariantCulture);
    }
}
