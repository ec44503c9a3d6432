namespace Parley.Tests.Support;

/// <summary>The real clock, except that timers of one certain length never end by themselves: the test says when.</summary>
internal sealed class HeldDelay(TimeSpan length) : TimeProvider
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action _end = () => { };

    /// <summary>Somebody has begun to wait so long.</summary>
    public Task Begun => _begun.Task;

    public void End() => _end();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != length)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        _end = () => callback(state);
        _begun.TrySetResult();
        return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
