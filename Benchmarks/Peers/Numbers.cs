namespace Parley.Benchmarks.Peers;

/// <summary>Numbers in JSON, found without reading the rest of it.</summary>
internal static class Numbers
{
    /// <summary>The number behind the last place where the key stands; 0 if it does not.</summary>
    public static long After(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        var at = json.LastIndexOf(key);
        if (at < 0)
        {
            return 0;
        }

        var number = 0L;
        for (var i = at + key.Length; i < json.Length && json[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            number = (number * 10) + (json[i] - '0');
        }

        return number;
    }
}
