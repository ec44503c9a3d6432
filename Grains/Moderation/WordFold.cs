using System.Globalization;
using System.Text;
using Parley.Text;

namespace Parley.Grains.Moderation;

/// <summary>
/// A text as words are compared in it: without case, accents, width and what cannot be seen; spaces are one. Each of its characters knows where in the text it
/// comes from. Pure.
/// </summary>
internal sealed class WordFold
{
    private readonly List<int> _from = [];

    private WordFold(string original) => Original = original;

    public string Original { get; }

    public string Text { get; private set; } = "";

    public static WordFold Of(string original)
    {
        var fold = new WordFold(original);
        var text = new StringBuilder(original.Length);
        for (var at = 0; at < original.Length;)
        {
            var length = fold.Append(text, at);
            at += length;
        }

        fold.Text = text.ToString();
        fold.ReplaceLookAlikes();
        return fold;
    }

    /// <summary>The piece of the original that a piece of the folded text comes from.</summary>
    public (int Start, int Length) Origin(int start, int length)
    {
        var (from, last) = (_from[start], _from[start + length - 1]);
        var end = last + (char.IsHighSurrogate(Original[last]) && last + 1 < Original.Length ? 2 : 1);
        while (end < Original.Length && IsPassedOver(Original, end, out var more)) // marks and joiners belong to the letter before
        {
            end += more;
        }

        return (from, end - from);
    }

    /// <summary>True for letters and digits of scripts with spaces between words: what is next to such a one goes on with the word.</summary>
    public static bool IsOfWord(char c) => char.IsLetterOrDigit(c) && !IsSpaceless(c);

    /// <returns>How many characters of the original were taken.</returns>
    private int Append(StringBuilder text, int at)
    {
        var c = Original[at];
        if (char.IsAscii(c))
        {
            Add(text, char.IsWhiteSpace(c) ? ' ' : char.ToLowerInvariant(c), at);
            return 1;
        }

        if (IsPassedOver(Original, at, out var length) || !Rune.TryGetRuneAt(Original, at, out var rune))
        {
            return length;
        }

        foreach (var part in rune.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(part))
            {
                Add(text, ' ', at);
            }
            else if (!IsMark(part))
            {
                foreach (var lower in Rune.ToLowerInvariant(part).ToString())
                {
                    Add(text, lower, at);
                }
            }
        }

        return length;
    }

    private void Add(StringBuilder text, char c, int at)
    {
        if (c != ' ' || (text.Length > 0 && text[^1] != ' '))
        {
            text.Append(c);
            _from.Add(at);
        }
    }

    /// <summary>A word of letters of two scripts that look alike is read as one of Latin ones.</summary>
    private void ReplaceLookAlikes()
    {
        if (Ascii.IsValid(Text))
        {
            return;
        }

        var text = new StringBuilder(Text);
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && char.IsLetterOrDigit(Text[end]))
            {
                end++;
            }

            if (end > start && LookAlikes.MixesScripts(Text[start..end]))
            {
                for (var at = start; at < end; at++)
                {
                    text[at] = LookAlikes.Skeleton(Text[at].ToString())[0];
                }
            }

            start = end;
        }

        Text = text.ToString();
    }

    private static bool IsPassedOver(string text, int at, out int length)
    {
        length = 1;
        if (char.IsAscii(text[at]) || !Rune.TryGetRuneAt(text, at, out var rune))
        {
            return !char.IsAscii(text[at]);
        }

        length = rune.Utf16SequenceLength;
        return IsMark(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control;
    }

    /// <summary>Marks that stand on letters of any script. Vowel signs of Indic scripts are part of the word.</summary>
    private static bool IsMark(Rune rune) =>
        rune.Value is (>= 0x0300 and <= 0x036F) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFE20 and <= 0xFE2F);

    /// <summary>Thai, Lao, Myanmar, Khmer, kana, Han: there a word begins and ends anywhere. Korean has spaces, but endings of words are written to them.</summary>
    private static bool IsSpaceless(char c) =>
        c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF') or (>= '\u1100' and <= '\u11FF') or (>= '\u3040' and <= '\u30FF')
            or (>= '\u3130' and <= '\u318F') or (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF');
}
