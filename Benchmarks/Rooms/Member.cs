using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Parley.Benchmarks.Rooms;

/// <summary>One connection in one room: sends, counts acknowledgements, and checks every delivery.</summary>
public sealed class Member(string room) : IDisposable
{
    private readonly LoadConnection _connection = new();
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastSeq;
    private long _sent;

    /// <summary>From the time a message was to be sent until it arrived here; only while <see cref="Measuring"/>.</summary>
    public Histogram Delays { get; } = new();

    /// <summary>From sending to the acknowledgement.</summary>
    public Histogram Acks { get; } = new();

    public long Delivered { get; private set; }

    public long Acknowledged { get; private set; }

    public long Frames { get; private set; }

    /// <summary>The last event seen.</summary>
    public long LastSeq => Volatile.Read(ref _lastSeq);

    public string? Fault { get => field ?? _connection.Fault; private set; }

    public static bool Measuring { get; set; }

    /// <summary>Called for every acknowledgement.</summary>
    public Action<Member>? OnAck { get; set; }

    public async Task JoinAsync(int port, string token, CancellationToken cancellation)
    {
        await _connection.ConnectAsync(port, token, cancellation);
        _connection.Start(OnFrame);
        _connection.Send(Encoding.UTF8.GetBytes($$"""{"type":"subscribe","id":0,"room":"{{room}}"}"""));
        await _subscribed.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
    }

    /// <summary>Sends a message of 100 bytes that carries the time it was to be sent at.</summary>
    public void Send(long intended)
    {
        var id = Interlocked.Increment(ref _sent);
        var text = intended.ToString("D20", CultureInfo.InvariantCulture).PadRight(100, '.');
        Span<byte> frame = stackalloc byte[320];
        Encoding.UTF8.TryGetBytes($$"""{"type":"send","id":{{intended}},"room":"{{room}}","clientId":"{{Stopwatch.GetTimestamp():x}}-{{id}}","text":"{{text}}"}""", frame, out var length);
        _connection.Send(frame[..length]);
    }

    public void Dispose() => _connection.Dispose();

    private void OnFrame(ReadOnlySpan<byte> frame)
    {
        Frames++;
        var now = Stopwatch.GetTimestamp();
        if (frame.StartsWith("{\"type\":\"events\""u8))
        {
            OnEvents(frame, now);
        }
        else if (frame.StartsWith("{\"type\":\"ack\""u8))
        {
            OnAcknowledged(frame, now);
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

    private void OnAcknowledged(ReadOnlySpan<byte> frame, long now)
    {
        Acknowledged++;
        if (Measuring)
        {
            Acks.Record(Stopwatch.GetElapsedTime(Number(frame, "\"id\":"u8), now));
        }

        OnAck?.Invoke(this);
    }

    private void OnEvents(ReadOnlySpan<byte> frame, long now)
    {
        // A full parse: a delivery counts only if it is what it should be.
        var reader = new Utf8JsonReader(frame);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("seq"u8))
            {
                reader.Read();
                Next(reader.GetInt64());
            }
            else if (reader.ValueTextEquals("text"u8))
            {
                reader.Read();
                Delivered++;
                if (Measuring)
                {
                    Delays.Record(Stopwatch.GetElapsedTime(long.Parse(reader.ValueSpan[..20], CultureInfo.InvariantCulture), now));
                }
            }
        }
    }

    private void Next(long seq)
    {
        if (seq != _lastSeq + 1)
        {
            Fault ??= $"{room}: event {seq} came after {_lastSeq}";
        }

        _lastSeq = seq;
    }

    private static long Number(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        var digits = json[(json.IndexOf(key) + key.Length)..];
        return long.Parse(digits[..digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9')], CultureInfo.InvariantCulture);
    }
}
