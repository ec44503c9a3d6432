namespace Parley.Grains.Names;

/// <summary>
/// A read that many wait for together: whoever asks gets one that begins after the question, one at a time, and no more often than they may. However many ask, the
/// source has the same work.
/// </summary>
/// <param name="every">From the begin of one read to the begin of the next, at least.</param>
internal sealed class PacedRead(Func<Task> read, TimeSpan every, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;
    private Task? _next; // has not begun: who asks now may join it
    private long? _begunAt;

    /// <summary>Ends with a read that began after this call.</summary>
    public Task AfterNow()
    {
        lock (_lock)
        {
            var before = _last;
            return _next ??= _last = Task.Run(() => RunAsync(before)); // on nobody's scheduler: not in the turn of a grain that asks
        }
    }

    private async Task RunAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_begunAt is { } begun && every - clock.GetElapsedTime(begun) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _next = null;
            _begunAt = clock.GetTimestamp();
        }

        await read().ConfigureAwait(false);
    }
}
