namespace Parley.Faults.Load;

/// <summary>Pauses that double from one failure to the next, each of a random length around that.</summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private TimeSpan _next = First;

    public void Reset() => _next = First;

    /// <param name="atLeast">What the server asked for, if it did.</param>
    public TimeSpan Next(TimeSpan? atLeast = null)
    {
        var pause = _next * (0.5 + random.NextDouble());
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        return atLeast > pause ? atLeast.Value : pause;
    }
}
