namespace Parley.Tests.Support;

/// <summary>
/// The real clock, ahead by as much as the test wants. Timers run on as they would: the silo beneath has its own, which
/// must not stand still.
/// </summary>
public sealed class TestClock : TimeProvider
{
    /// <summary>Who waits for less is soon there without help.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<(WeakReference<ITimer> Timer, DateTimeOffset DueAt)> _waits = [];
    private TimeSpan _ahead;

    /// <summary>Tests of several classes go by it: it cannot be set.</summary>
    internal bool IsShared { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = System.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= LongWait && period == Timeout.InfiniteTimeSpan)
        {
            lock (_gate)
            {
                _waits.RemoveAll(wait => !wait.Timer.TryGetTarget(out _));
                _waits.Add((new WeakReference<ITimer>(timer), GetUtcNow() + dueTime));
            }
        }

        return timer;
    }

    /// <summary>It is suddenly later.</summary>
    public void Advance(TimeSpan by) =>
        _ahead += IsShared ? throw new InvalidOperationException("Others share this server: take OwnServerFixture, or a server of the test's own.") : by;

    /// <summary>It is suddenly later, and who has waited long for something before that is woken.</summary>
    public void Pass(TimeSpan by)
    {
        Advance(by);
        (WeakReference<ITimer> Timer, DateTimeOffset DueAt)[] due;
        lock (_gate)
        {
            due = [.. _waits.Where(wait => wait.DueAt <= GetUtcNow())];
            _waits.RemoveAll(wait => wait.DueAt <= GetUtcNow());
        }

        foreach (var (waiting, _) in due)
        {
            if (waiting.TryGetTarget(out var timer))
            {
                timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan); // nothing happens if it is disposed
            }
        }
    }
}
