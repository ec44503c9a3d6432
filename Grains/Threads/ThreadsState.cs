using System.Collections.Immutable;

namespace Parley.Grains.Threads;

/// <summary>What is kept of a user's threads. Never changed, only replaced.</summary>
public sealed record ThreadsState
{
    /// <summary>Room id → seq of the message that a thread began with → how the user stands to it.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<long, ThreadMarkState>> Rooms { get; init; } = ImmutableDictionary<string, ImmutableDictionary<long, ThreadMarkState>>.Empty;

    public ThreadMarkState? Find(string room, long thread) => Rooms.GetValueOrDefault(room)?.GetValueOrDefault(thread);

    /// <summary>With the mark, and without the oldest if there are too many; what was decided by hand goes last.</summary>
    public ThreadsState With(string room, long thread, ThreadMarkState mark, int most)
    {
        var marks = Rooms.GetValueOrDefault(room) ?? ImmutableDictionary<long, ThreadMarkState>.Empty;
        var with = this with { Rooms = Rooms.SetItem(room, marks.SetItem(thread, mark)) };
        var tooMany = with.Rooms.Values.Sum(some => some.Count) - most;
        return tooMany <= 0 ? with : with.Rooms
            .SelectMany(some => some.Value.Select(one => (Room: some.Key, Thread: one.Key, Mark: one.Value)))
            .Where(one => one.Mark != mark)
            .OrderBy(one => one.Mark.Follows is not null).ThenBy(one => one.Mark.At)
            .Take(tooMany).ToList()
            .Aggregate(with, (state, one) => state.Without(one.Room, one.Thread));
    }

    private ThreadsState Without(string room, long thread)
    {
        var left = Rooms[room].Remove(thread);
        return this with { Rooms = left.IsEmpty ? Rooms.Remove(room) : Rooms.SetItem(room, left) };
    }
}

/// <summary>How a user stands to a thread.</summary>
/// <param name="Seq">Read up to here; 0: nothing.</param>
/// <param name="Follows">By hand; null: as it is for everybody, who follow the threads that they take part in.</param>
/// <param name="At">When it was changed last.</param>
public sealed record ThreadMarkState(long Seq, bool? Follows, DateTimeOffset At);
