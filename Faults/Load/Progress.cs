namespace Parley.Faults.Load;

/// <summary>How far a subscriber has come in a room without a hole; what it knows beyond one is kept as runs.</summary>
internal sealed class Progress
{
    private readonly SortedDictionary<long, long> _ahead = [];

    /// <summary>All numbers up to this one are known; null: it has not begun.</summary>
    public long? Position { get; private set; }

    /// <summary>A subscription goes on after this number.</summary>
    public void Start(long position)
    {
        _ahead.Clear();
        Position = position;
    }

    /// <summary>All numbers from the first to the last are known.</summary>
    public void Know(long first, long last)
    {
        if (last > Position)
        {
            _ahead[first] = Math.Max(last, _ahead.GetValueOrDefault(first));
        }

        while (_ahead.Count > 0 && _ahead.First() is var (from, to) && from <= Position + 1)
        {
            _ahead.Remove(from);
            Position = Math.Max(to, Position!.Value);
        }
    }
}
