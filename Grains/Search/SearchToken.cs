namespace Parley.Grains.Search;

/// <summary>A word, or a character with the one that follows it where words are not set apart, as it stands in the index.</summary>
/// <param name="Text">Letters a–z, digits and _ alone.</param>
/// <param name="Start">Where it begins in the text it was taken from, in UTF-16 code units.</param>
/// <param name="Length">In the same units.</param>
/// <param name="HeadLength">Of its first character.</param>
/// <param name="Kind">What it is made of.</param>
internal readonly record struct SearchToken(string Text, int Start, int Length, int HeadLength, SearchTokenKind Kind);

internal enum SearchTokenKind
{
    /// <summary>A word.</summary>
    Word = 0,

    /// <summary>Two neighbouring characters of a run.</summary>
    Pair = 1,

    /// <summary>The last character of a run.</summary>
    Last = 2,
}
