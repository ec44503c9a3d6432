using System.Globalization;
using System.Text;

namespace Parley.Text;

/// <summary>What a text of one line may consist of that people give to things: display names, titles, names of devices and files.</summary>
public static class LineText
{
    /// <summary>Marks on one letter; more of them draw over the lines around it.</summary>
    private const int MaxMarks = 4;

    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>No half of a surrogate pair: it has no UTF-8, and .NET cannot normalise such a text.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (Rune.TryGetRuneAt(text, at, out var rune))
            {
                at += rune.Utf16SequenceLength - 1;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As it is kept: composed (NFC), without spaces around it.</summary>
    public static string Normalise(string text) => IsWellFormed(text) ? text.Normalize(NormalizationForm.FormC).Trim() : text;

    /// <summary>What is wrong with it, as the end of a sentence that begins with "It has"; null: nothing.</summary>
    public static string? Fault(string text)
    {
        if (!IsWellFormed(text))
        {
            return "half a surrogate pair in it.";
        }

        var (marks, shown, before) = (0, false, default(Rune?));
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (IsJoiner(rune))
            {
                // Within words of some scripts, and between the parts of an emoji; nowhere else, and never two.
                if (before is not { } last || IsJoiner(last) || Rune.IsWhiteSpace(last) || last.IsAscii)
                {
                    return "an invisible joiner where nothing is joined.";
                }
            }
            else if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
                && !IsTag(rune))
            {
                return "control characters, or such that change the direction of text or cannot be seen.";
            }

            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark ? marks + 1 : 0;
            if (marks > MaxMarks)
            {
                return $"more than {MaxMarks.ToString(CultureInfo.InvariantCulture)} marks on one letter.";
            }

            shown |= marks == 0 && !Rune.IsWhiteSpace(rune) && !IsJoiner(rune) && !IsBlank(rune);
            before = rune;
        }

        return shown ? null : "nothing that can be seen.";
    }

    private static bool IsJoiner(Rune rune) => rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner;

    /// <summary>Of the flags of England, Scotland and Wales.</summary>
    private static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= 0xE007F;

    /// <summary>Letters and signs that show nothing: Hangul fillers, Braille without dots.</summary>
    private static bool IsBlank(Rune rune) => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;
}
