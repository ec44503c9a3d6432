using System.Collections.Immutable;
using Parley.Errors;
using Parley.Search;

namespace Parley.Grains.Search;

/// <summary>A question in tokens: what the index is asked, and what decides whether a text is an answer. Pure.</summary>
internal sealed record SearchPlan(SearchMessages Query, ImmutableArray<SearchPhrase> Wanted, ImmutableArray<SearchPhrase> Unwanted)
{
    /// <summary>Recency counts half after this time.</summary>
    private static readonly TimeSpan HalfAge = TimeSpan.FromDays(30);

    /// <summary>Weight of relevance that no age takes away.</summary>
    private const double Ageless = 0.3;

    private const double Saturation = 1.2;
    private const double UsualLength = 25; // tokens

    public static Outcome<SearchPlan> Of(SearchMessages query, SearchOptions options)
    {
        var wanted = ImmutableArray.CreateBuilder<SearchPhrase>();
        var unwanted = ImmutableArray.CreateBuilder<SearchPhrase>();
        foreach (var term in query.Terms)
        {
            if (SearchPhrase.Of(term) is { } phrase)
            {
                (term.IsExcluded ? unwanted : wanted).Add(phrase);
            }
        }

        if (wanted.Concat(unwanted).Sum(phrase => phrase.Words.Length) > options.MaxWords)
        {
            return ErrorCatalog.InvalidField("q", $"These are too many words: look for {options.MaxWords} at most.");
        }

        return wanted.Count == 0 && query is { Senders: null, Rooms: null, Has: SearchParts.None, From: null, Until: null }
            ? ErrorCatalog.InvalidField("q", "There is nothing to look for: give a word, or from:, in:, has:, before: or after:.")
            : new SearchPlan(query, wanted.ToImmutable(), unwanted.ToImmutable());
    }

    /// <summary>Words that every message that is an answer holds, each once.</summary>
    public IEnumerable<SearchWord> IndexWords => Wanted.SelectMany(phrase => phrase.Words).Distinct();

    /// <summary>How well tokens answer, above 0; null: not at all.</summary>
    public double? Score(IReadOnlyList<string> tokens, TimeSpan age)
    {
        if (Unwanted.Any(phrase => phrase.Find(tokens).Any()))
        {
            return null;
        }

        var score = Wanted.IsEmpty ? 1.0 : 0.0;
        foreach (var phrase in Wanted)
        {
            var found = phrase.Find(tokens).Count();
            if (found == 0)
            {
                return null;
            }

            // More often is better, but not twice as good; in a short text it says more than in a long one.
            score += found * (Saturation + 1) / (found + Saturation * (0.25 + 0.75 * tokens.Count / UsualLength)) / Wanted.Length;
        }

        return Query.Order == SearchOrder.Newest ? 1 : score * (Ageless + (1 - Ageless) / (1 + Math.Max(0, age / HalfAge)));
    }

    /// <summary>Whether a message with these parts passes.</summary>
    public bool HasParts(SearchParts parts) => (parts & Query.Has) == Query.Has && (parts & Query.HasNot) == SearchParts.None;

    /// <summary>What to highlight in a text, in order and without overlap; null: the text is no answer.</summary>
    public List<SearchHighlight>? Highlights(List<SearchToken> tokens)
    {
        var texts = tokens.ConvertAll(token => token.Text);
        if (Score(texts, TimeSpan.Zero) is null)
        {
            return null;
        }

        var found = new List<SearchHighlight>();
        foreach (var phrase in Wanted)
        {
            foreach (var at in phrase.Find(texts))
            {
                for (var i = 0; i < phrase.Words.Length; i++)
                {
                    var token = tokens[at + i];
                    found.Add(new SearchHighlight(token.Start, phrase.Words[i].IsHead ? token.HeadLength : token.Length));
                }
            }
        }

        return Merged(found);
    }

    private static List<SearchHighlight> Merged(List<SearchHighlight> found)
    {
        var merged = new List<SearchHighlight>();
        foreach (var one in found.OrderBy(one => one.Start).ThenBy(one => one.Length))
        {
            if (merged.Count > 0 && one.Start <= merged[^1].Start + merged[^1].Length)
            {
                var (start, end) = (merged[^1].Start, Math.Max(merged[^1].Start + merged[^1].Length, one.Start + one.Length));
                merged[^1] = new SearchHighlight(start, end - start);
            }
            else
            {
                merged.Add(one);
            }
        }

        return merged;
    }
}
