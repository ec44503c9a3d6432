namespace Parley.Dashboard;

/// <summary>
/// What happened in each of the last few steps of time. Lock-free: whoever first comes in a new step puts a new element in
/// the place of the oldest one; only a thread that was held up for a whole round counts for nothing.
/// </summary>
/// <param name="step">Length of a step.</param>
/// <param name="steps">How many are kept, beside the one that is under way.</param>
internal sealed class TimeRing<T>(TimeProvider clock, TimeSpan step, int steps, Func<T> create)
{
    private readonly Slot[] _slots = new Slot[steps + 1];

    /// <summary>The element of now.</summary>
    public T Current()
    {
        var number = Number();
        ref var place = ref _slots[number % _slots.Length];
        while (true)
        {
            var slot = Volatile.Read(ref place);
            if (slot?.Number >= number)
            {
                return slot.Content;
            }

            Interlocked.CompareExchange(ref place, new Slot(number, create()), slot);
        }
    }

    /// <summary>The elements of the last steps in which anything happened, with the one under way or without it; in no order.</summary>
    public IEnumerable<T> Last(bool withCurrent)
    {
        var number = Number();
        for (var i = 0; i < _slots.Length; i++)
        {
            if (Volatile.Read(ref _slots[i]) is { } slot && slot.Number >= number - steps && (withCurrent || slot.Number < number))
            {
                yield return slot.Content;
            }
        }
    }

    private long Number() => (long)(clock.GetTimestamp() / (step.TotalSeconds * clock.TimestampFrequency));

    private sealed record Slot(long Number, T Content);
}
