using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>Who was a member of a room at which numbers: the log itself says so.</summary>
public sealed class Memberships
{
    private readonly Dictionary<string, List<Interval>> _intervals = [];

    public Memberships(IEnumerable<HistoryEvent> log)
    {
        foreach (var e in log.Where(e => e.User is not null))
        {
            switch (e.Kind)
            {
                case EventKinds.MemberJoined: Joined(e.User!, e.Seq); break;
                case EventKinds.MemberLeft or EventKinds.MemberKicked: Left(e.User!, e.Seq); break;
            }
        }
    }

    /// <summary>True from the number of the join up to the one before the end of the membership.</summary>
    public bool IsMember(string user, long seq) => Find(user, seq) is { } interval && seq < interval.Until;

    /// <summary>True where <see cref="IsMember"/> is, and at the event that ends the membership: it is the last that reaches the user.</summary>
    public bool MaySee(string user, long seq) => Find(user, seq) is { } interval && seq <= interval.Until;

    /// <summary>Number of the join of who is a member in the end; null for others.</summary>
    public long? OpenSince(string user) =>
        _intervals.TryGetValue(user, out var intervals) && intervals[^1] is { Until: long.MaxValue } open ? open.From : null;

    private void Joined(string user, long seq)
    {
        var intervals = _intervals.TryGetValue(user, out var known) ? known : _intervals[user] = [];
        if (intervals.Count == 0 || intervals[^1].Until < long.MaxValue)
        {
            intervals.Add(new Interval(seq, long.MaxValue));
        }
    }

    private void Left(string user, long seq)
    {
        if (_intervals.TryGetValue(user, out var intervals) && intervals[^1].Until == long.MaxValue)
        {
            intervals[^1] = intervals[^1] with { Until = seq };
        }
    }

    /// <summary>The last interval that starts at or before a number.</summary>
    private Interval? Find(string user, long seq)
    {
        if (!_intervals.TryGetValue(user, out var intervals))
        {
            return null;
        }

        var (low, high) = (0, intervals.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = intervals[middle].From <= seq ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? null : intervals[low - 1];
    }

    private readonly record struct Interval(long From, long Until);
}
