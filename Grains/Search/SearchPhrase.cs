using System.Collections.Immutable;
using Parley.Search;

namespace Parley.Grains.Search;

/// <summary>A token that is looked for.</summary>
/// <param name="IsPrefix">It may go on.</param>
/// <param name="IsHead">Of what is found only the first character was looked for.</param>
internal readonly record struct SearchWord(string Text, bool IsPrefix, bool IsHead)
{
    public bool Matches(string token) => IsPrefix ? token.StartsWith(Text, StringComparison.Ordinal) : token == Text;
}

/// <summary>Tokens that must follow each other. Pure.</summary>
internal sealed record SearchPhrase(ImmutableArray<SearchWord> Words)
{
    /// <summary>Null: the term holds nothing that can be looked for.</summary>
    public static SearchPhrase? Of(SearchTerm term)
    {
        var tokens = SearchTokens.Of(term.Text);
        var words = ImmutableArray.CreateBuilder<SearchWord>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            var (token, isFinal) = (tokens[i], i == tokens.Count - 1);
            if (token.Kind != SearchTokenKind.Last)
            {
                words.Add(new SearchWord(token.Text, token.Kind == SearchTokenKind.Word && isFinal && term.IsPrefix, IsHead: false));
            }
            else if (!isFinal || !FollowsPair(i))
            {
                words.Add(new SearchWord(token.Text, IsPrefix: true, IsHead: true)); // in a message a pair may begin with it
            }
        }

        return words.Count == 0 ? null : new SearchPhrase(words.ToImmutable());

        bool FollowsPair(int i) => i > 0 && tokens[i - 1].Kind == SearchTokenKind.Pair;
    }

    /// <summary>Where in the tokens it begins.</summary>
    public IEnumerable<int> Find(IReadOnlyList<string> tokens)
    {
        for (var i = 0; i + Words.Length <= tokens.Count; i++)
        {
            var length = 0;
            while (length < Words.Length && Words[length].Matches(tokens[i + length]))
            {
                length++;
            }

            if (length == Words.Length)
            {
                yield return i;
            }
        }
    }
}
