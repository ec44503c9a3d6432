using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Grains.Search;

/// <summary>
/// Takes a text apart into tokens, the same for messages and questions. Words are folded: case, width and accents make no difference. Scripts
/// that do not set words apart (Chinese, Japanese, Korean, Thai …) give pairs of neighbouring characters, and the last one alone, so that one character
/// is found as the beginning of a pair. All tokens are armoured as ASCII of three characters or more, which every full text index takes as one word with
/// its default settings, and none of which means anything in a query.
/// </summary>
internal static class SearchTokens
{
    /// <summary>Tokens of one message, at most: the rest of a longer one is not found.</summary>
    public const int MaxTokens = 20_000;

    /// <summary>A full text index leaves out what is longer (84 on InnoDB).</summary>
    private const int MaxTokenLength = 80;

    /// <summary>So much of a longer word can be looked for by its beginning.</summary>
    private const int KeptLength = 60;

    private const string WordMark = "ww"; // with one letter: three characters
    private const string RunMark = "u";

    public static List<SearchToken> Of(string text, int maxTokens = MaxTokens)
    {
        var tokens = new List<SearchToken>();
        var word = new StringBuilder();
        var (wordStart, wordEnd) = (0, 0);
        var run = new List<(string Folded, int Start, int Length)>();
        for (var at = 0; at < text.Length && tokens.Count < maxTokens;)
        {
            var isRune = Rune.TryGetRuneAt(text, at, out var rune);
            var length = isRune ? rune.Utf16SequenceLength : 1;
            var category = isRune ? Rune.GetUnicodeCategory(rune) : UnicodeCategory.Surrogate;
            if ((IsMark(category) || rune.Value is 0xff9e or 0xff9f) && run.Count > 0) // also the marks of narrow kana, which are letters of their own
            {
                run[^1] = (run[^1].Folded + rune, run[^1].Start, at + length - run[^1].Start);
            }
            else if (IsOfRun(rune, category))
            {
                EndWord();
                run.Add((rune.ToString(), at, length));
            }
            else if (IsOfWord(category) || (IsMark(category) && word.Length > 0))
            {
                EndRun();
                wordStart = word.Length == 0 ? at : wordStart;
                word.Append(rune.ToString());
                wordEnd = at + length;
            }
            else if (category == UnicodeCategory.OtherSymbol && rune != Rune.ReplacementChar)
            {
                EndWord();
                EndRun();
                tokens.Add(Word(rune.ToString(), at, length)); // an emoji, an arrow: each a word
            }
            else if (category != UnicodeCategory.Format) // what cannot be seen sets nothing apart
            {
                EndWord();
                EndRun();
            }

            at += length;
        }

        EndWord();
        EndRun();
        return tokens;

        void EndWord()
        {
            if (word.Length > 0)
            {
                tokens.Add(Word(word.ToString(), wordStart, wordEnd - wordStart));
                word.Clear();
            }
        }

        void EndRun()
        {
            for (var i = 0; i < run.Count; i++)
            {
                var (first, isLast) = (run[i], i == run.Count - 1);
                var armoured = isLast ? Run(first.Folded) : Run(first.Folded) + Armour(Fold(run[i + 1].Folded));
                var end = isLast ? first.Start + first.Length : run[i + 1].Start + run[i + 1].Length;
                tokens.Add(new SearchToken(Shortened(armoured), first.Start, end - first.Start, first.Length, isLast ? SearchTokenKind.Last : SearchTokenKind.Pair));
            }

            run.Clear();
        }
    }

    /// <summary>As they stand in the index.</summary>
    public static string Join(List<SearchToken> tokens)
    {
        var joined = new StringBuilder();
        foreach (var token in tokens)
        {
            joined.Append(joined.Length > 0 ? " " : "").Append(token.Text);
        }

        return joined.ToString();
    }

    private static SearchToken Word(string word, int start, int length) =>
        new(Shortened(WordMark + Armour(Fold(word))), start, length, length, SearchTokenKind.Word);

    private static string Run(string character) => RunMark + Armour(Fold(character));

    /// <summary>A long one keeps its beginning, and a hash of the whole.</summary>
    private static string Shortened(string armoured) => armoured.Length <= MaxTokenLength
        ? armoured
        : $"{armoured[..KeptLength]}_h{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(armoured)))[..16]}";

    private static string Armour(string folded)
    {
        var armoured = new StringBuilder(folded.Length);
        foreach (var rune in folded.EnumerateRunes())
        {
            if (rune.Value is >= 'a' and <= 'z' or >= '0' and <= '9')
            {
                armoured.Append((char)rune.Value);
            }
            else
            {
                armoured.Append(rune.Value <= 0xffff ? "_" : "__").Append(rune.Value.ToString(rune.Value <= 0xffff ? "x4" : "x6", CultureInfo.InvariantCulture));
            }
        }

        return armoured.ToString();
    }

    private static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormKD))
        {
            // Accents of Latin, Greek and Cyrillic go; marks of other scripts make another letter, and stay.
            if (letter is < '\u0300' or > '\u036f')
            {
                folded.Append(letter switch
                {
                    'ß' or 'ẞ' => "ss",
                    'ς' => "σ",
                    'ı' => "i",
                    'ø' or 'Ø' => "o",
                    'ł' or 'Ł' => "l",
                    'æ' or 'Æ' => "ae",
                    'œ' or 'Œ' => "oe",
                    _ => char.ToLowerInvariant(letter).ToString(),
                });
            }
        }

        return folded.ToString().Normalize(NormalizationForm.FormKC);
    }

    private static bool IsOfWord(UnicodeCategory category) => category is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsMark(UnicodeCategory category) => category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Of a script whose words are not set apart, or are found by a part of them (Korean).</summary>
    private static bool IsOfRun(Rune rune, UnicodeCategory category) => (IsOfWord(category) || IsMark(category)) && rune.Value is
        (>= 0x0e00 and <= 0x0eff) or (>= 0x1000 and <= 0x11ff) or (>= 0x1780 and <= 0x17ff) or // Thai, Lao; Myanmar, Georgian aside, Hangul letters; Khmer
        (>= 0x2e80 and <= 0x2fdf) or (>= 0x3005 and <= 0x3007) or (>= 0x3021 and <= 0x318f) or (>= 0x31a0 and <= 0x31ff) or // radicals, kana, Bopomofo, Hangul letters
        (>= 0x3400 and <= 0x4dbf) or (>= 0x4e00 and <= 0x9fff) or (>= 0xa960 and <= 0xa97f) or (>= 0xac00 and <= 0xd7ff) or (>= 0xf900 and <= 0xfaff) or
        (>= 0xff66 and <= 0xffdc) or (>= 0x20000 and <= 0x3ffff)
        && rune.Value is not (>= 0x10a0 and <= 0x10ff);
}
