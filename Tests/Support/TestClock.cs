namespace Parley.Tests.Support;

/// <summary>
/// The real clock, ahead by as much as the test wants. Timers run on as they would: the silo beneath has its own, which
/// must not stand still.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan _ahead;

    /// <summary>Tests of several classes go by it: it cannot be set.</summary>
    internal bool IsShared { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    /// <summary>It is suddenly later.</summary>
    public void Advance(TimeSpan by) =>
        _ahead += IsShared ? throw new InvalidOperationException("Others share this server: take OwnServerFixture, or a server of the test's own.") : by;
}
