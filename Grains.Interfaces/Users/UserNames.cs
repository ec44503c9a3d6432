using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Parley.Text;

namespace Parley.Users;

/// <summary>What names may look like, and when two of them are the same.</summary>
public static class UserNames
{
    public const int MinLength = 2;
    public const int MaxLength = 32;
    public const int MaxDisplayLength = 64;

    /// <summary>Key of every text that can be nobody's name: signing in with it takes as long as with any other.</summary>
    public const string NobodysKey = "-";

    /// <summary>Marks in a row on one letter; more of them draw over the lines around it.</summary>
    private const int MaxMarks = 2;

    /// <summary>Words that mean something else in a mention or an address.</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create("parley", "here", "room", "me", "system");

    /// <summary>The name as it is kept: composed (NFC).</summary>
    public static string Normalise(string name) => LineText.IsWellFormed(name) ? name.Normalize(NormalizationForm.FormC) : name;

    /// <summary>Key of the grain that has the name: the same for all spellings that count as one name.</summary>
    public static string Key(string name) =>
        FormFault(Normalise(name)) is null
            // Compatibility forms and case: Ａnn, ANN and ann are one name. Upper before lower, for letters with two lower cases.
            ? name.Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant()
            : NobodysKey;

    /// <summary>What is wrong with a user name in its kept form; null: nothing.</summary>
    public static string? Fault(string name) =>
        FormFault(name)
            ?? (Reserved.Contains(LookAlikes.Skeleton(name.ToLowerInvariant())) ? "This name has a meaning of its own here. Choose another." : null)
            ?? (LookAlikes.MixesScripts(name) ? "This name mixes letters of different scripts that look alike. Use those of one." : null);

    /// <summary>Key of the grain that has the name which this one cannot be told from; the same as <see cref="Key"/> for most.</summary>
    public static string LookAlikeKey(string name) => LookAlikes.Skeleton(Key(name));

    /// <summary>The same, but for names that only the server itself may give out.</summary>
    public static string? FormFault(string name)
    {
        if (!LineText.IsWellFormed(name) || name.Length < MinLength || name.Length > MaxLength)
        {
            return $"A user name has {MinLength} to {MaxLength} characters.";
        }

        if (!HasAllowedCharactersOnly(name))
        {
            return "A user name consists of letters, digits, dots, underscores and hyphens, and has at least one letter or digit.";
        }

        return null;
    }

    /// <summary>What is wrong with a display name; null: nothing.</summary>
    public static string? DisplayFault(string name)
    {
        if (!LineText.IsWellFormed(name) || string.IsNullOrWhiteSpace(name) || name.Length > MaxDisplayLength)
        {
            return $"A display name has 1 to {MaxDisplayLength} characters, not only spaces.";
        }

        return LineText.Fault(name) is { } fault ? $"This display name has {fault}" : null;
    }

    private static bool HasAllowedCharactersOnly(string name)
    {
        var marks = 0;
        var letters = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            marks = isMark ? marks + 1 : 0;
            letters += Rune.IsLetterOrDigit(rune) ? 1 : 0;
            var isAllowed = Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '_' or '-' || (isMark && letters > 0 && marks <= MaxMarks);
            if (!isAllowed)
            {
                return false;
            }
        }

        return letters > 0;
    }
}
