using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Parley.Text;

/// <summary>
/// Letters of one script that look like those of another (Unicode TS 39). A subset: what can be told from a Latin letter in no usual font, of the scripts that
/// have many of them. Letters with marks, and digits, stay themselves.
/// </summary>
public static class LookAlikes
{
    private const string Cyrillic = "аa вb еe ѕs іi јj кk мm нh оo рp сc тt уy хx һh ԁd ԛq ԝw ѵv ӏl ьb зz";
    private const string Greek = "αa βb εe ζz ηn ιi κk μm νv οo ρp τt υu χx γy ωw";
    private const string Armenian = "օo ոn սu հh զq";
    private const string Other = "ıi ɑa ɡg ꞓc ᴏo ᴄc ᴠv ᴡw ᴢz ꜱs";

    private static readonly FrozenDictionary<Rune, Rune> Latin = string.Join(' ', Cyrillic, Greek, Armenian, Other).Split(' ')
        .Select(pair => pair.EnumerateRunes().ToArray())
        .ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>The same text for all names that look alike: of a name of look-alikes throughout the Latin one, else the name itself.</summary>
    /// <param name="key">A folded name: composed, in lower case.</param>
    public static string Skeleton(string key)
    {
        var skeleton = new StringBuilder(key.Length);
        foreach (var rune in key.EnumerateRunes())
        {
            if (Latin.TryGetValue(rune, out var latin))
            {
                skeleton.Append(latin.ToString());
            }
            else if (rune.IsAscii)
            {
                skeleton.Append(rune.ToString());
            }
            else
            {
                return key; // a letter that is like no Latin one tells the name apart
            }
        }

        return skeleton.ToString();
    }

    /// <summary>Whether a word has letters of two scripts that have look-alikes in each other. Scripts that are written together, as in Japanese, are left alone.</summary>
    public static bool MixesScripts(string text)
    {
        Script? seen = null;
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (ScriptOf(rune) is not { } script)
            {
                continue;
            }

            if (seen is { } other && other != script)
            {
                return true;
            }

            seen = script;
        }

        return false;
    }

    private static Script? ScriptOf(Rune rune) => !Rune.IsLetter(rune) ? null : rune.Value switch
    {
        < 0x0250 or (>= 0x1E00 and < 0x1F00) or (>= 0x2C60 and < 0x2C80) or (>= 0xA720 and < 0xA800) or (>= 0x0250 and < 0x02B0) => Script.Latin,
        (>= 0x0370 and < 0x0400) or (>= 0x1F00 and < 0x2000) => Script.Greek,
        (>= 0x0400 and < 0x0530) or (>= 0x1C80 and < 0x1C90) or (>= 0x2DE0 and < 0x2E00) or (>= 0xA640 and < 0xA6A0) => Script.Cyrillic,
        (>= 0x0530 and < 0x0590) or (>= 0xFB13 and < 0xFB18) => Script.Armenian,
        (>= 0x13A0 and < 0x1400) or (>= 0xAB70 and < 0xABC0) => Script.Cherokee,
        _ => null,
    };

    private enum Script
    {
        Latin,
        Greek,
        Cyrillic,
        Armenian,
        Cherokee,
    }
}
