using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>A time in which a room was asked and acknowledged nothing.</summary>
/// <param name="Asked">The command that waited longest for the room's next acknowledgement.</param>
/// <param name="Ended">That acknowledgement, of whatever command; null if none came any more.</param>
public sealed record Unavailability(Invoked Asked, Acked? Ended, TimeSpan Duration)
{
    /// <summary>The longest of a room; null if nobody asked. Commands that were refused for what they are do not count: the room was there to refuse them.</summary>
    public static Unavailability? Longest(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        var acks = room.Operations.SelectMany(operation => operation.Acks).OrderBy(ack => ack.At).ToArray();
        var times = Array.ConvertAll(acks, ack => ack.At);
        return room.Operations.SelectMany(operation => operation.Attempts)
            .Where(attempt => attempt.Answer is not Failed failed || RefusalCodes.MeansTryAgain(failed.Code))
            .Select(attempt => Until(attempt.Invoked, NextAfter(times, attempt.Invoked.At) is var next && next < acks.Length ? acks[next] : null, room.EndedAt))
            .MaxBy(unavailability => unavailability.Duration);
    }

    private static Unavailability Until(Invoked asked, Acked? next, long endedAt) =>
        new(asked, next, Nanoseconds.ToTimeSpan((next?.At ?? endedAt) - asked.At));

    private static int NextAfter(long[] times, long time)
    {
        var at = Array.BinarySearch(times, time);
        return at < 0 ? ~at : at;
    }
}
