using System.Collections.Immutable;
using Parley.Search;

namespace Parley.Grains.Search;

/// <summary>Cuts the piece of a text that shows what was found. Pure.</summary>
internal static class SearchSnippets
{
    /// <summary>UTF-16 code units before the first thing that was found.</summary>
    private const int Lead = 60;

    /// <param name="highlights">In order, of the whole text.</param>
    /// <param name="length">Of the piece at most, in UTF-16 code units; one or two fewer so that no character is cut in two.</param>
    public static SearchSnippet Of(string text, IReadOnlyList<SearchHighlight> highlights, int length)
    {
        if (text.Length <= length)
        {
            return new SearchSnippet(text, [.. highlights], IsCutBefore: false, IsCutAfter: false);
        }

        var start = highlights.Count == 0 ? 0 : Math.Clamp(highlights[0].Start - Lead, 0, text.Length - length);
        start = AtWord(text, start);
        var end = Whole(text, Math.Min(text.Length, start + length));
        var shown = ImmutableArray.CreateBuilder<SearchHighlight>();
        foreach (var one in highlights)
        {
            var (from, to) = (Math.Max(one.Start, start), Math.Min(one.Start + one.Length, end));
            if (from < to)
            {
                shown.Add(new SearchHighlight(from - start, to - from));
            }
        }

        return new SearchSnippet(text[start..end], shown.ToImmutable(), start > 0, end < text.Length);
    }

    /// <summary>A little further on, where a word begins, if one does within the lead.</summary>
    private static int AtWord(string text, int start)
    {
        if (start == 0)
        {
            return 0;
        }

        var space = text.AsSpan(start, Math.Min(Lead / 2, text.Length - start)).IndexOfAny(' ', '\n');
        return space >= 0 ? start + space + 1 : Whole(text, start);
    }

    private static int Whole(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;
}
