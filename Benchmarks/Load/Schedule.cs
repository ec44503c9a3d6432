namespace Parley.Benchmarks.Load;

/// <summary>When which message is to be sent: an open loop, which does not wait for a server that is late. Rooms take turns within the period, and so do the members of a room. Pure.</summary>
/// <param name="Rooms">How many rooms.</param>
/// <param name="Rate">Messages per second and room.</param>
/// <param name="Frequency">Ticks per second of the timestamps.</param>
public readonly record struct Schedule(int Rooms, double Rate, long Frequency)
{
    /// <summary>So many messages in all within a time.</summary>
    public long Count(TimeSpan time) => (long)(time.TotalSeconds * Rate) * Rooms;

    /// <summary>The room of a message, and its number in the room; both from 0.</summary>
    public (int Room, long Round) Of(long message) => ((int)(message % Rooms), message / Rooms);

    /// <summary>When a message is to be sent, in ticks after the beginning.</summary>
    public long At(long message) => (long)(message * (Frequency / (Rate * Rooms)));
}
