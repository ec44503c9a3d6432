using System.Text.Json.Serialization;
using Parley.Search;

namespace Parley.WebFrontend.Search;

/// <summary>Answer of <c>GET /search</c>.</summary>
/// <param name="Next">What to send as <c>before</c> for the next page; null: there is none.</param>
public sealed record SearchPageJson(SearchHitJson[] Hits, string? Next)
{
    public static SearchPageJson From(SearchPage page) => new([.. page.Hits.Select(SearchHitJson.From)], page.Next);
}

/// <summary>A message that was found.</summary>
/// <param name="Before">The messages before it, oldest first.</param>
/// <param name="After">The messages after it.</param>
public sealed record SearchHitJson(
    string Room, long Seq, string Sender, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EditedAt,
    SearchSnippetJson Snippet, SearchNeighbourJson[] Before, SearchNeighbourJson[] After)
{
    public static SearchHitJson From(SearchHit hit) => new(
        hit.Room, hit.Seq, hit.Sender, hit.At, hit.EditedAt, SearchSnippetJson.From(hit.Snippet),
        [.. hit.Before.Select(SearchNeighbourJson.From)], [.. hit.After.Select(SearchNeighbourJson.From)]);
}

/// <summary>A message beside a hit.</summary>
public sealed record SearchNeighbourJson(long Seq, string Sender, DateTimeOffset At, SearchSnippetJson Snippet)
{
    public static SearchNeighbourJson From(SearchNeighbour neighbour) =>
        new(neighbour.Seq, neighbour.Sender, neighbour.At, SearchSnippetJson.From(neighbour.Snippet));
}

/// <summary>A piece of a message's text as it is now.</summary>
/// <param name="Highlights">In UTF-16 code units of <paramref name="Text"/>, in order, without overlap.</param>
public sealed record SearchSnippetJson(string Text, SearchHighlightJson[] Highlights, bool CutBefore, bool CutAfter)
{
    public static SearchSnippetJson From(SearchSnippet snippet) =>
        new(snippet.Text, [.. snippet.Highlights.Select(one => new SearchHighlightJson(one.Start, one.Length))], snippet.IsCutBefore, snippet.IsCutAfter);
}

public sealed record SearchHighlightJson(int Start, int Length);
