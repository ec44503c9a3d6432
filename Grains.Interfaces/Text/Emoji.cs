using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Parley.Text;

/// <summary>
/// One emoji (Unicode TS 51): a sign, a flag, a keycap, or a sequence of signs that are shown as one. The signs are told from letters by
/// their general category and a short list; which sequences a font shows as one is not asked.
/// </summary>
public static class Emoji
{
    private const int TextStyle = 0xFE0E;
    private const int EmojiStyle = 0xFE0F;
    private const int Joiner = 0x200D;
    private const int Keycap = 0x20E3;

    /// <summary>Emoji that are no symbols by their category.</summary>
    private static readonly FrozenSet<int> Others = FrozenSet.Create(0x203C, 0x2049, 0x2139, 0x2194, 0x25AA, 0x25AB, 0x25FB, 0x25FC, 0x25FD, 0x25FE, 0x3030);

    /// <summary>Those of the first plane that are shown in colour without asking for it (Emoji_Presentation), as pairs from–to.</summary>
    private static readonly int[] Coloured =
    [
        0x231A, 0x231B, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693,
        0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5,
        0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757,
        0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55,
    ];

    /// <summary>The emoji as it is kept, so that one sign is one reaction whatever keyboard it came from; null: it is not one emoji.</summary>
    /// <param name="maxLength">UTF-16 code units.</param>
    public static string? Normalise(string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text) || text.Length > maxLength || !LineText.IsWellFormed(text)
            || StringInfo.GetNextTextElementLength(text) != text.Length || !Consists(text))
        {
            return null;
        }

        // A sign alone: with or without a wish how it is to be shown, it is the same one.
        var bare = text.TrimEnd((char)TextStyle, (char)EmojiStyle);
        return bare.Length != 1 ? text : IsColoured(bare[0]) ? bare : bare + (char)EmojiStyle;
    }

    /// <summary>At least one sign, and nothing that is none or belongs to none.</summary>
    private static bool Consists(string text)
    {
        var signs = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSign(rune) || (IsKeycapBase(rune) && text.EndsWith((char)Keycap)))
            {
                signs = true;
            }
            else if (!signs || rune.Value is not (TextStyle or EmojiStyle or Joiner or Keycap or (>= 0xE0020 and <= 0xE007F) or (>= 0x1F3FB and <= 0x1F3FF)))
            {
                return false;
            }
        }

        return signs;
    }

    private static bool IsSign(Rune rune) =>
        (rune.Value >= 0xA9 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol) || Others.Contains(rune.Value);

    private static bool IsKeycapBase(Rune rune) => rune.Value is '#' or '*' or (>= '0' and <= '9');

    private static bool IsColoured(char sign)
    {
        for (var i = 0; i < Coloured.Length; i += 2)
        {
            if (sign >= Coloured[i] && sign <= Coloured[i + 1])
            {
                return true;
            }
        }

        return false;
    }
}
