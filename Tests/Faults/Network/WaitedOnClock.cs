using Microsoft.Extensions.Time.Testing;
using Parley.Tests.Support;

namespace Parley.Tests.Faults.Network;

/// <summary>
/// A clock that the test moves, and that knows how often somebody has begun to wait on it: who moves it between the reading of the time and
/// the setting of the timer makes the waiter late.
/// </summary>
internal sealed class WaitedOnClock : FakeTimeProvider
{
    private int _timers;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _timers);
        return timer;
    }

    /// <summary>Until so many waits have begun, those that are over included.</summary>
    public Task HasBegunToWait(int times) => Eventually.Is(() => Task.FromResult(Volatile.Read(ref _timers) >= times), $"somebody waits on the clock for the {times}. time");
}
