using System.Buffers;
using System.Globalization;
using System.Text;
using Parley.Text;

namespace Parley.Grains.Previews;

/// <summary>Text of strangers' pages, as it may be shown. Pure.</summary>
internal static class PageText
{
    private const int Prescan = 2048;
    private static readonly SearchValues<char> OfNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>The characters of a page: by its byte order mark, what its server says, what it says itself, else UTF-8.</summary>
    public static string Decode(ReadOnlySpan<byte> page, string? charset)
    {
        var encoding = page switch
        {
            [0xef, 0xbb, 0xbf, ..] => Encoding.UTF8,
            [0xfe, 0xff, ..] => Encoding.BigEndianUnicode,
            [0xff, 0xfe, ..] => Encoding.Unicode,
            _ => Named(charset) ?? Named(Charset(Encoding.Latin1.GetString(page[..Math.Min(page.Length, Prescan)]))) ?? Encoding.UTF8,
        };
        return encoding.GetString(page).TrimStart('\uFEFF');
    }

    /// <summary>What may be shown as one line: without what cannot be seen or turns the direction, spaces as one, at most so many characters (UTF-16 code units). Null: nothing is left.</summary>
    public static string? Line(string? text, int most)
    {
        if (text is null)
        {
            return null;
        }

        var line = new StringBuilder(Math.Min(text.Length, most));
        var isSpace = false;
        foreach (var rune in text.EnumerateRunes()) // halves of surrogate pairs become U+FFFD
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune) || category is UnicodeCategory.Control)
            {
                isSpace = line.Length > 0;
            }
            else if (category is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                || rune.Value == 0x200D)
            {
                if (line.Length + (isSpace ? 1 : 0) + rune.Utf16SequenceLength > most - 1)
                {
                    line.Append('…');
                    break;
                }

                line.Append(isSpace ? " " : "").Append(rune.ToString());
                isSpace = false;
            }
        }

        var result = line.ToString().Normalize(NormalizationForm.FormC);
        return result.Length == 0 || LineText.Fault(result) is not null ? Plain(result) : result;
    }

    /// <summary>What is left without marks and joiners; null: nothing.</summary>
    private static string? Plain(string line)
    {
        var plain = string.Concat(line.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format)));
        return LineText.Fault(plain) is null ? plain : null;
    }

    private static string? Charset(string head)
    {
        if (head.IndexOf("charset=", StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at))
        {
            return null;
        }

        var rest = head.AsSpan(at + "charset=".Length).TrimStart("\"' ");
        var length = rest.IndexOfAnyExcept(OfNames) is >= 0 and var end ? end : rest.Length;
        return rest[..Math.Min(length, 40)].ToString();
    }

    private static Encoding? Named(string? charset)
    {
        if (string.IsNullOrWhiteSpace(charset))
        {
            return null;
        }

        var name = charset.Trim('"', '\'', ' ');
        if (CodePagesEncodingProvider.Instance.GetEncoding(name) is { } old)
        {
            return old;
        }

        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null; // no such one, or UTF-7
        }
    }
}
