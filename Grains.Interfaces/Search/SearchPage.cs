using System.Collections.Immutable;

namespace Parley.Search;

/// <param name="Next">Where the next page begins; null: there are no more. A page may be empty and have a next one.</param>
[GenerateSerializer, Immutable, Alias("parley.search.page")]
public sealed record SearchPage([Id(0)] ImmutableArray<SearchHit> Hits, [Id(1)] string? Next)
{
    public static SearchPage Empty { get; } = new([], null);
}

/// <summary>A message that was found.</summary>
/// <param name="Room">Room id.</param>
/// <param name="EditedAt">Null: never.</param>
/// <param name="Before">The messages before it, oldest first.</param>
/// <param name="After">The messages after it.</param>
[GenerateSerializer, Immutable, Alias("parley.search.hit")]
public sealed record SearchHit(
    [Id(0)] string Room, [Id(1)] long Seq, [Id(2)] string Sender, [Id(3)] DateTimeOffset At, [Id(4)] DateTimeOffset? EditedAt, [Id(5)] SearchSnippet Snippet,
    [Id(6)] ImmutableArray<SearchNeighbour> Before, [Id(7)] ImmutableArray<SearchNeighbour> After)
{
    /// <summary>Without content.</summary>
    public override string ToString() => $"SearchHit({Room}, {Seq})";
}

/// <summary>A piece of a message's text as it is now.</summary>
/// <param name="Highlights">What was looked for, in order, without overlap; in UTF-16 code units of <paramref name="Text"/>.</param>
/// <param name="IsCutBefore">The message has text before it.</param>
/// <param name="IsCutAfter">The message has text after it.</param>
[GenerateSerializer, Immutable, Alias("parley.search.snippet")]
public sealed record SearchSnippet(
    [Id(0)] string Text, [Id(1)] ImmutableArray<SearchHighlight> Highlights, [Id(2)] bool IsCutBefore, [Id(3)] bool IsCutAfter)
{
    /// <summary>Without content.</summary>
    public override string ToString() => "SearchSnippet";
}

[GenerateSerializer, Immutable, Alias("parley.search.highlight")]
public readonly record struct SearchHighlight([Id(0)] int Start, [Id(1)] int Length);

/// <summary>A message beside a hit.</summary>
[GenerateSerializer, Immutable, Alias("parley.search.neighbour")]
public sealed record SearchNeighbour([Id(0)] long Seq, [Id(1)] string Sender, [Id(2)] DateTimeOffset At, [Id(3)] SearchSnippet Snippet);

/// <summary>How far the index is.</summary>
/// <param name="Messages">That can be found.</param>
/// <param name="RoomsBehind">Rooms that have events which the index does not know yet.</param>
/// <param name="EventsBehind">Such events.</param>
[GenerateSerializer, Immutable, Alias("parley.search.status")]
public sealed record SearchStatus([Id(0)] long Messages, [Id(1)] long Rooms, [Id(2)] long RoomsBehind, [Id(3)] long EventsBehind);
