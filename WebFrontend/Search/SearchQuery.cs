using System.Collections.Immutable;
using System.Globalization;
using Parley.Errors;
using Parley.Search;

namespace Parley.WebFrontend.Search;

/// <summary>
/// What somebody typed into a search box: words, "words that follow each other", beginnings*, -unwanted, and operators. Names stand as typed. Pure.
/// </summary>
internal sealed record SearchQuery
{
    public static readonly SearchQuery Empty = new();

    private const string Days = "a day like 2026-01-31, or a time like 2026-01-31T12:00:00Z";

    public ImmutableArray<SearchTerm> Terms { get; init; } = [];

    public ImmutableArray<string> From { get; init; } = [];

    public ImmutableArray<string> NotFrom { get; init; } = [];

    public ImmutableArray<string> In { get; init; } = [];

    public ImmutableArray<string> NotIn { get; init; } = [];

    public SearchParts Has { get; init; }

    public SearchParts HasNot { get; init; }

    /// <summary>Sent then or later: the day after the one that was named.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Sent earlier.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <param name="offset">How far the clock of who asks is ahead of UTC: days are theirs.</param>
    public static Outcome<SearchQuery> Parse(string text, TimeSpan offset)
    {
        var query = Empty;
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var next = query.With(Part.Read(text, ref at), offset);
            if (next.IsError)
            {
                return next.Error;
            }

            query = next.Value;
        }

        return query;
    }

    private Outcome<SearchQuery> With(Part part, TimeSpan offset)
    {
        if (part.Operator is null)
        {
            return part.Text.Length == 0 ? this : this with { Terms = Terms.Add(new SearchTerm(part.Text, part.IsExcluded, part.IsPrefix)) };
        }

        if (part.Text.Length == 0)
        {
            return Fault($"{part.Operator}: needs something after it, without a space.");
        }

        switch (part.Operator)
        {
            case "from":
                var user = part.Text.TrimStart('@');
                return part.IsExcluded ? this with { NotFrom = NotFrom.Add(user) } : this with { From = From.Add(user) };
            case "in":
                var room = part.Text.TrimStart('#');
                return part.IsExcluded ? this with { NotIn = NotIn.Add(room) } : this with { In = In.Add(room) };
            case "has":
                return !Enum.TryParse<SearchParts>(part.Text, ignoreCase: true, out var parts) || !char.IsLetter(part.Text[0]) || !IsOne(parts)
                    ? Fault("has: takes link, file or image.")
                    : part.IsExcluded ? this with { HasNot = HasNot | parts } : this with { Has = Has | parts };
            default:
                return part.IsExcluded ? Fault($"{part.Operator}: cannot be excluded.") : WithTime(part.Operator, part.Text, offset);
        }
    }

    private Outcome<SearchQuery> WithTime(string name, string text, TimeSpan offset)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999)
        {
            var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), offset);
            return name == "before" ? WithBefore(start) : WithAfter(start.AddDays(1));
        }

        return DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? name == "before" ? WithBefore(time) : WithAfter(time)
            : Fault($"{name}: takes {Days}.");
    }

    private SearchQuery WithBefore(DateTimeOffset time) => this with { Before = Before < time ? Before : time };

    private SearchQuery WithAfter(DateTimeOffset time) => this with { After = After > time ? After : time };

    private static bool IsOne(SearchParts parts) => parts is SearchParts.Link or SearchParts.File or SearchParts.Image;

    private static Error Fault(string sentence) => ErrorCatalog.InvalidField("q", sentence);

    /// <summary>A word or an operator.</summary>
    /// <param name="Operator">Null: a word.</param>
    private readonly record struct Part(string? Operator, string Text, bool IsExcluded, bool IsPrefix)
    {
        private static readonly string[] Operators = ["from", "in", "has", "before", "after"];

        public static Part Read(string text, ref int at)
        {
            var isExcluded = text[at] == '-' && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
            at += isExcluded ? 1 : 0;
            var name = OperatorAt(text, at);
            at += name is null ? 0 : name.Length + 1;
            if (at < text.Length && ClosingOf(text[at]) is { } closing)
            {
                var end = text.IndexOf(closing, at + 1);
                var quoted = text[(at + 1)..(end < 0 ? text.Length : end)]; // what is not closed goes on to the end
                at = end < 0 ? text.Length : end + 1;
                return new Part(name, quoted, isExcluded, IsPrefix: false);
            }

            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            var word = text[start..at];
            return name is null && word.EndsWith('*') ? new Part(null, word.TrimEnd('*'), isExcluded, IsPrefix: true) : new Part(name, word, isExcluded, IsPrefix: false);
        }

        private static string? OperatorAt(string text, int at) => Operators.FirstOrDefault(name =>
            at + name.Length < text.Length && text[at + name.Length] is ':' or '：' && text.AsSpan(at, name.Length).Equals(name, StringComparison.OrdinalIgnoreCase));

        private static char? ClosingOf(char opening) => opening switch { '"' => '"', '“' => '”', '「' => '」', _ => null };
    }
}
