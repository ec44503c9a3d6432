using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>What somebody who has left a room may read on: to them it ends with the event of their departure.</summary>
/// <param name="Floor">Nothing below this number is for them, as when they were a member; 1: everything is.</param>
/// <param name="Ceiling">Number of the event with which they left: nothing above it is for them.</param>
/// <param name="N">Messages posted up to there.</param>
internal sealed record FormerStay(long Floor, long Ceiling, long N)
{
    public bool Holds(long seq) => seq >= Floor && seq <= Ceiling;

    /// <summary>The end of the room, for them.</summary>
    public LogHead AsHead(LogHead head) => new(Ceiling, N, head.Epoch);

    /// <summary>The same question, without what is surely not for them.</summary>
    public ReadEvents Within(ReadEvents query) => query.After is { } after
        ? query with { After = Math.Max(after, Floor - 1) }
        : query with { Before = Math.Min(query.Before ?? long.MaxValue, Ceiling + 1) };
}
