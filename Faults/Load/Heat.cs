using System.Collections.Concurrent;

namespace Parley.Faults.Load;

/// <summary>Half of all commands go to one room, while it is told so; and how long commands took, in that room and elsewhere.</summary>
internal sealed class Heat
{
    private readonly ConcurrentQueue<(string Room, TimeSpan Took)> _took = new();
    private volatile bool _isOn;

    public bool IsOn => _isOn;

    public void Turn(bool on)
    {
        _took.Clear();
        _isOn = on;
    }

    /// <summary>A command was acknowledged at the first try.</summary>
    public void Note(string room, TimeSpan took) => _took.Enqueue((room, took));

    /// <summary>Since it was turned on or off the last time.</summary>
    /// <param name="which">Of which rooms.</param>
    public (int Count, TimeSpan P99) Of(Func<string, bool> which)
    {
        var took = _took.Where(one => which(one.Room)).Select(one => one.Took).Order().ToList();
        return (took.Count, took.Count == 0 ? TimeSpan.Zero : took[(int)((took.Count - 1) * 0.99)]);
    }
}
