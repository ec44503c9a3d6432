using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Parley.Grains.Names;

/// <summary>
/// A set that forgets what is in it: it never says of something added that it is absent, and now and then says of something absent that it may be there. Any number of
/// threads may ask while others add.
/// </summary>
/// <remarks>B. H. Bloom, 1970; two hashes in the place of many: Kirsch and Mitzenmacher, 2006.</remarks>
internal sealed class BloomFilter
{
    private readonly long[] _words;
    private readonly int _hashes;
    private readonly long _seed;

    /// <param name="capacity">So many may be in it until it errs more often; from 1.</param>
    /// <param name="falsePositives">Share of absent ones that may be there, as it says, when it is full; between 0 and 1.</param>
    /// <param name="seed">Unknown to who asks: else one could look for texts that it errs about.</param>
    public BloomFilter(int capacity, double falsePositives, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var bits = -capacity * Math.Log(falsePositives) / (Math.Log(2) * Math.Log(2));
        _words = new long[(int)(bits / 64) + 1];
        _hashes = Math.Max(1, (int)Math.Round(bits / capacity * Math.Log(2)));
        _seed = seed;
    }

    public void Add(string text)
    {
        var (first, step) = Hash(text);
        for (var i = 0; i < _hashes; i++, first += step)
        {
            Interlocked.Or(ref _words[Word(first)], 1L << (int)(first & 63));
        }
    }

    /// <summary>False: it was surely not added.</summary>
    public bool MayContain(string text)
    {
        var (first, step) = Hash(text);
        for (var i = 0; i < _hashes; i++, first += step)
        {
            if ((Volatile.Read(ref _words[Word(first)]) & (1L << (int)(first & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private int Word(ulong hash) => (int)((hash >> 6) % (ulong)_words.Length);

    private (ulong First, ulong Step) Hash(string text)
    {
        var hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan()), _seed);
        return ((ulong)hash, (ulong)(hash >> 64) | 1);
    }
}
