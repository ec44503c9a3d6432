using System.Runtime.CompilerServices;

namespace Parley.Dashboard;

/// <summary>How often something happens: an average over the last five whole seconds. Takes no lock.</summary>
public sealed class RateWindow(TimeProvider clock)
{
    private const int Seconds = 5;

    private readonly TimeRing<StrongBox<long>> _counts = new(clock, TimeSpan.FromSeconds(1), Seconds, static () => new StrongBox<long>());

    public void Add(long count) => Interlocked.Add(ref _counts.Current().Value, count);

    /// <summary>Per second.</summary>
    public double Read() => _counts.Last(withCurrent: false).Sum(count => Volatile.Read(ref count.Value)) / (double)Seconds;
}
