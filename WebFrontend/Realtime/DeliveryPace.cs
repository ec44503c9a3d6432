namespace Parley.WebFrontend.Realtime;

/// <summary>
/// How long a room waits after a batch before it sends this frontend the next one, so that what happens meanwhile shares a write on each connection: a write to a reader costs
/// the kernel the same for one event as for ten. A batch itself never waits: a room in which less happens than one event in a pause is not slowed down at all. Pure.
/// </summary>
public static class DeliveryPace
{
    /// <summary>Shorter pauses save less than their timer costs.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);

    /// <param name="readers">To whom the batch went here.</param>
    /// <param name="frontends">How many frontends hear the room, each of which is taken to have as many readers: what a room costs goes by all who read it. 0: not known.</param>
    /// <returns>Zero: no pause.</returns>
    public static TimeSpan After(int readers, int frontends, RealtimeOptions options)
    {
        var pause = options.PacePerReader * readers * Math.Max(frontends, 1);
        return pause < Shortest ? TimeSpan.Zero : pause < options.MaxPace ? pause : options.MaxPace;
    }
}
