using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.History;

/// <summary>One connection that fills a room and looks at nothing: a number of sends is always under way.</summary>
internal sealed class Writer(string room) : IDisposable
{
    private readonly LoadConnection _connection = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _prefix = Guid.NewGuid().ToString("N")[..8];
    private int _count;
    private int _sent;
    private int _acknowledged;

    public async Task ConnectAsync(int port, string token, CancellationToken cancellation)
    {
        await _connection.ConnectAsync(port, token, cancellation);
        _connection.Start(OnFrame);
        await _ready.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
    }

    /// <summary>Sends so many messages of 100 characters, and ends when all are acknowledged.</summary>
    public async Task WriteAsync(int count, int inFlight, CancellationToken cancellation)
    {
        _count = count;
        for (var i = 0; i < Math.Min(inFlight, count); i++)
        {
            SendNext();
        }

        while (count > 0 && await Task.WhenAny(_done.Task, Task.Delay(1000, cancellation)) != _done.Task)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_connection.Fault is { } fault)
            {
                throw new BenchmarkException(fault);
            }
        }

        await (count > 0 ? _done.Task : Task.CompletedTask);
    }

    public void Dispose() => _connection.Dispose();

    private void SendNext()
    {
        var number = Interlocked.Increment(ref _sent);
        if (number > _count)
        {
            return;
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"message {number} of {_prefix} ").PadRight(100, '.');
        Span<byte> frame = stackalloc byte[320];
        Encoding.UTF8.TryGetBytes($$"""{"type":"send","id":{{number}},"room":"{{room}}","clientId":"{{_prefix}}-{{number}}","text":"{{text}}"}""", frame, out var length);
        _connection.Send(frame[..length]);
    }

    private void OnFrame(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("{\"type\":\"ack\""u8))
        {
            if (++_acknowledged == _count)
            {
                _done.TrySetResult();
            }

            SendNext();
        }
        else if (frame.StartsWith("{\"type\":\"ready\""u8))
        {
            _ready.TrySetResult();
        }
        else
        {
            var fault = new BenchmarkException(Encoding.UTF8.GetString(frame));
            _ready.TrySetException(fault);
            _done.TrySetException(fault);
        }
    }
}
