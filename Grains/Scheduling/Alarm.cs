using Orleans.Runtime;

namespace Parley.Grains.Scheduling;

/// <summary>
/// Wakes a grain when something is due: a reminder, by which it wakes wherever there is a silo, to the minute; and a timer, to the second while the grain
/// is awake. Whoever dies in between is woken again. For one grain, on its scheduler.
/// </summary>
/// <param name="grain">Must be <see cref="IRemindable"/>, and call <see cref="Set"/> when it is activated or reminded.</param>
/// <param name="ring">Does what is due, and calls <see cref="Set"/> for what comes next.</param>
internal sealed class Alarm(Grain grain, TimeProvider clock, Func<Task> ring)
{
    private const string Reminder = "due";

    /// <summary>The shortest that there is; it wakes the grain until nothing waits any more.</summary>
    private static readonly TimeSpan RemindEvery = TimeSpan.FromMinutes(1);

    /// <summary>Longer waits are left to the reminder.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromHours(1);

    private IGrainTimer? _timer;

    /// <summary>Makes sure that the grain is awake at that time. Comes before what is due is written: one too many finds nothing to do, one too few would forget it.</summary>
    public Task PromiseAsync(DateTimeOffset due) => grain.RegisterOrUpdateReminder(Reminder, Until(due), RemindEvery);

    /// <summary>Sets the timer to what is due next, in the place of an earlier one.</summary>
    /// <param name="next">Null: nothing is.</param>
    /// <param name="pause">At the earliest after this time.</param>
    public void Set(DateTimeOffset? next, TimeSpan pause = default)
    {
        _timer?.Dispose();
        _timer = null;
        if (next is { } time)
        {
            var due = Until(time) > pause ? Until(time) : pause;
            _timer = grain.RegisterGrainTimer(_ => ring(), new GrainTimerCreationOptions(due < LongestTimer ? due : LongestTimer, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>Nothing is due any more.</summary>
    public async Task ForgetAsync()
    {
        Set(next: null);
        if (await grain.GetReminder(Reminder) is { } reminder)
        {
            await grain.UnregisterReminder(reminder);
        }
    }

    private TimeSpan Until(DateTimeOffset time) => time > clock.GetUtcNow() ? time - clock.GetUtcNow() : TimeSpan.Zero;
}
