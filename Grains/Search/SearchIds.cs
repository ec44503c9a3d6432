namespace Parley.Grains.Search;

/// <summary>Ids of the index: they grow with the time of the message; within a millisecond the room decides.</summary>
internal static class SearchIds
{
    private const int SpreadBits = 20;
    private const long MaxMs = long.MaxValue >> SpreadBits;

    /// <summary>Below all ids of messages of this time or later.</summary>
    /// <param name="ms">Unix time in ms.</param>
    public static long At(long ms) => Math.Clamp(ms, 0, MaxMs) << SpreadBits;

    /// <summary>The id of a message, if no other has it.</summary>
    public static long Of(string room, long seq, long ms)
    {
        var spread = 2166136261u; // FNV-1a: the same in every process
        foreach (var letter in room)
        {
            spread = (spread ^ letter) * 16777619;
        }

        spread = (spread ^ (uint)seq) * 16777619;
        return At(ms) + (spread & ((1 << SpreadBits) - 1));
    }
}
