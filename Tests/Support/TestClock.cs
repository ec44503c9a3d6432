namespace Parley.Tests.Support;

/// <summary>
/// The real clock, ahead by as much as the test wants. Timers run on as they would: the silo beneath has its own, which
/// must not stand still.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    /// <summary>It is suddenly later.</summary>
    public void Advance(TimeSpan by) => _ahead += by;
}
