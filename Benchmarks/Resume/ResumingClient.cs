using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.Resume;

/// <summary>A client that knows how far it has read, connects anew and asks for what it has missed.</summary>
internal sealed class ResumingClient(string room) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private LoadConnection? _connection;
    private TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastSeq;
    private long _wanted;

    public string Room => room;

    /// <summary>The last event that it has.</summary>
    public long LastSeq => Interlocked.Read(ref _lastSeq);

    /// <summary>Connects, subscribes after the last event it has, and returns when it has all up to the wanted one.</summary>
    /// <param name="wanted">Null: the first time, from the newest event on.</param>
    public async Task ConnectAsync(int port, string token, long? wanted, CancellationToken cancellation)
    {
        _wanted = wanted ?? 0;
        _caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connection = new LoadConnection();
        await _connection.ConnectAsync(port, token, cancellation);
        _connection.Start(OnFrame);
        _connection.Send(Encoding.UTF8.GetBytes($$"""{"type":"subscribe","id":1,"room":"{{room}}","after":{{LastSeq}}}"""));
        try
        {
            await _caughtUp.Task.WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            throw new BenchmarkException($"Void: a client of {room} has events up to {LastSeq} of {wanted} after {Patience.TotalSeconds:0} s.");
        }
    }

    public void Drop() => _connection?.Dispose();

    public void Dispose() => Drop();

    private void OnFrame(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("{\"type\":\"error\""u8) || frame.StartsWith("{\"type\":\"gap\""u8))
        {
            _caughtUp.TrySetException(new BenchmarkException($"Void: {Encoding.UTF8.GetString(frame)}"));
        }
        else if (frame.StartsWith("{\"type\":\"subscribed\""u8) || frame.StartsWith("{\"type\":\"events\""u8))
        {
            Take(frame);
        }
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> key = "\"seq\":"u8; // a quote within a text is escaped
        for (int at; (at = frame.IndexOf(key)) >= 0;)
        {
            frame = frame[(at + key.Length)..];
            var seq = long.Parse(frame[..frame.IndexOfAnyExceptInRange((byte)'0', (byte)'9')], CultureInfo.InvariantCulture);
            if (_wanted > 0 && seq != _lastSeq + 1)
            {
                _caughtUp.TrySetException(new BenchmarkException($"Void: {room}: event {seq} came after {_lastSeq}"));
            }

            Interlocked.Exchange(ref _lastSeq, seq);
        }

        if (_lastSeq >= _wanted)
        {
            _caughtUp.TrySetResult();
        }
    }
}
