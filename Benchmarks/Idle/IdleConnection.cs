using System.Net;
using System.Text;

namespace Parley.Benchmarks.Idle;

/// <summary>
/// A device that is there and does nothing: signed in, subscribed to a room, listening to what is its user's own, and so somebody who is online. What each frontend asks of such a
/// client it does: a raw socket answers pings, a hub's client says every 15 s that it is alive.
/// </summary>
internal sealed class IdleConnection(IdleEndpoint endpoint, string room) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LoadConnection _connection = new();
    private readonly TaskCompletionSource _isIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answers;

    public string? Fault { get => field ?? _connection.Fault; private set; }

    public async Task JoinAsync(int port, string token, IPAddress from, CancellationToken cancellation)
    {
        await _connection.ConnectAsync(port, token, cancellation, from, endpoint.Path);
        _connection.Start(OnFrame);
        foreach (var frame in endpoint.Hello(room))
        {
            _connection.Send(Encoding.UTF8.GetBytes(frame));
        }

        try
        {
            await _isIn.Task.WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            throw new BenchmarkException($"Void: {_answers} of {endpoint.Answers.Count} answers after {Patience.TotalSeconds:0} s; {Fault ?? "the connection is open"}.");
        }
    }

    /// <summary>To be called every 15 s; does nothing before it is in.</summary>
    public void KeepAlive()
    {
        if (_isIn.Task.IsCompletedSuccessfully && endpoint.KeepAlive is { } frame)
        {
            _connection.Send(frame);
        }
    }

    public void Dispose() => _connection.Dispose();

    private void OnFrame(ReadOnlySpan<byte> frame)
    {
        if (frame.IndexOf(endpoint.Refused) >= 0)
        {
            Fault ??= Encoding.UTF8.GetString(frame);
            _isIn.TrySetException(new BenchmarkException(Fault));
        }

        // One frame may hold several answers.
        foreach (var answer in endpoint.Answers)
        {
            _answers += frame.IndexOf(answer) >= 0 ? 1 : 0;
        }

        if (_answers == endpoint.Answers.Count)
        {
            _isIn.TrySetResult();
        }
    }
}
