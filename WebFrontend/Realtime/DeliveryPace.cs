namespace Parley.WebFrontend.Realtime;

/// <summary>
/// How long a room waits after a batch before it sends this frontend the next one, so that what happens meanwhile shares a write on each connection: a write to a reader costs
/// the kernel the same for one event as for ten. A batch itself never waits: a room in which less happens than one event in a pause is not slowed down at all. Pure.
/// </summary>
public static class DeliveryPace
{
    /// <summary>Shorter pauses save less than their timer costs.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);

    /// <param name="readers">To whom the batch went.</param>
    /// <returns>Zero: no pause.</returns>
    public static TimeSpan After(int readers, RealtimeOptions options)
    {
        var pause = options.PacePerReader * readers;
        return pause < Shortest ? TimeSpan.Zero : pause < options.MaxPace ? pause : options.MaxPace;
    }
}
