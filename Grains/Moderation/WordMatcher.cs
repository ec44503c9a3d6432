using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Parley.Moderation;

namespace Parley.Grains.Moderation;

/// <summary>Finds words in texts. The time it takes grows with the length of the text and the number of rules alone: there are no patterns. Pure.</summary>
public sealed class WordMatcher
{
    private const char Prefix = '*';

    /// <summary>In the place of each character that is made unreadable. Means nothing in Markdown.</summary>
    private const char Masked = '•';

    private readonly ImmutableArray<(string Text, bool IsPrefix, WordAction Action)> _rules;
    private readonly SearchValues<string> _any;

    private WordMatcher(ImmutableArray<(string Text, bool IsPrefix, WordAction Action)> rules)
    {
        _rules = rules;
        _any = SearchValues.Create([.. rules.Select(rule => rule.Text)], StringComparison.Ordinal);
    }

    public static WordMatcher None { get; } = new([]);

    public bool IsEmpty => _rules.IsEmpty;

    public static WordMatcher Of(IEnumerable<WordRule> rules)
    {
        ImmutableArray<(string, bool, WordAction)> compiled =
        [
            .. rules.Select(rule => (Text: Folded(rule.Text), IsPrefix: rule.Text.TrimEnd().EndsWith(Prefix), rule.Action)).Where(rule => rule.Text.Length > 0).Distinct(),
        ];
        return compiled.IsEmpty ? None : new WordMatcher(compiled);
    }

    /// <summary>False: there is nothing in the words that could be found.</summary>
    public static bool IsRule(string text) => Folded(text).Length > 0;

    /// <summary>What becomes of the text, by the severest rule; null: nothing was found.</summary>
    public WordFinding? Find(string text)
    {
        if (IsEmpty)
        {
            return null;
        }

        var fold = WordFold.Of(text);
        if (!fold.Text.AsSpan().ContainsAny(_any))
        {
            return null;
        }

        WordAction? worst = null;
        var masks = new List<(int Start, int Length)>();
        foreach (var (word, isPrefix, action) in _rules)
        {
            for (var at = fold.Text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = at + 1 < fold.Text.Length ? fold.Text.IndexOf(word, at + 1, StringComparison.Ordinal) : -1)
            {
                var end = at + word.Length;
                if ((at > 0 && WordFold.IsOfWord(word[0]) && WordFold.IsOfWord(fold.Text[at - 1]))
                    || (!isPrefix && end < fold.Text.Length && WordFold.IsOfWord(word[^1]) && WordFold.IsOfWord(fold.Text[end])))
                {
                    continue; // a piece of another word
                }

                worst = worst is null || action > worst ? action : worst;
                if (action == WordAction.Mask)
                {
                    // Of a word that begins so, all of it.
                    while (isPrefix && end < fold.Text.Length && WordFold.IsOfWord(fold.Text[end]))
                    {
                        end++;
                    }

                    masks.Add(fold.Origin(at, end - at));
                }
            }
        }

        return worst is { } found ? new WordFinding(found, found == WordAction.Mask ? Mask(text, masks) : text) : null;
    }

    private static string Folded(string text) => WordFold.Of(text.Trim().TrimEnd(Prefix)).Text.Trim();

    private static string Mask(string text, List<(int Start, int Length)> masks)
    {
        var isMasked = new bool[text.Length];
        foreach (var (start, length) in masks)
        {
            isMasked.AsSpan(start, length).Fill(true);
        }

        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var length = Rune.TryGetRuneAt(text, at, out var rune) ? rune.Utf16SequenceLength : 1;
            if (isMasked[at] && !Rune.IsWhiteSpace(rune))
            {
                result.Append(Masked);
            }
            else
            {
                result.Append(text, at, length);
            }

            at += length;
        }

        return result.ToString();
    }
}

/// <summary>What was found in a text.</summary>
/// <param name="Text">If it is to be masked, as it may be said.</param>
public sealed record WordFinding(WordAction Action, string Text)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"WordFinding({Action})";
}
