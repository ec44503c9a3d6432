using System.Collections.Immutable;
using Parley.Access;

namespace Parley.Search;

/// <summary>Asks for messages that hold all of the terms and pass all of the filters.</summary>
/// <param name="Limit">Hits at most, 1–100; more is reduced.</param>
[GenerateSerializer, Immutable, Alias("parley.search.messages")]
public sealed record SearchMessages([Id(0)] Actor Reader, [Id(1)] ImmutableArray<SearchTerm> Terms, [Id(2)] int Limit)
{
    /// <summary>User ids: sent by one of them; null: by anybody.</summary>
    [Id(0)] public ImmutableArray<string>? Senders { get; init; }

    /// <summary>User ids: sent by none of them.</summary>
    [Id(1)] public ImmutableArray<string> NotSenders { get; init; } = [];

    /// <summary>Room ids: in one of them; null: in any. Those that the reader may not read count for nothing.</summary>
    [Id(2)] public ImmutableArray<string>? Rooms { get; init; }

    /// <summary>Room ids: in none of them.</summary>
    [Id(3)] public ImmutableArray<string> NotRooms { get; init; } = [];

    /// <summary>What the message must have, all of it.</summary>
    [Id(4)] public SearchParts Has { get; init; }

    /// <summary>What it must not have, none of it.</summary>
    [Id(5)] public SearchParts HasNot { get; init; }

    /// <summary>Sent then or later.</summary>
    [Id(6)] public DateTimeOffset? From { get; init; }

    /// <summary>Sent before.</summary>
    [Id(7)] public DateTimeOffset? Until { get; init; }

    [Id(8)] public SearchOrder Order { get; init; }

    /// <summary><see cref="SearchPage.Next"/> of the page before, for the same question.</summary>
    [Id(9)] public string? Cursor { get; init; }

    /// <summary>Messages before and after each hit, 0–3; more is reduced.</summary>
    [Id(10)] public int Context { get; init; }

    /// <summary>Without the words.</summary>
    public override string ToString() => $"SearchMessages({Reader.Id})";
}

/// <summary>A word, or words that follow each other.</summary>
/// <param name="Text">As typed.</param>
/// <param name="IsExcluded">The message must not hold it.</param>
/// <param name="IsPrefix">The last word may go on.</param>
[GenerateSerializer, Immutable, Alias("parley.search.term")]
public sealed record SearchTerm([Id(0)] string Text, [Id(1)] bool IsExcluded, [Id(2)] bool IsPrefix)
{
    /// <summary>Without the words.</summary>
    public override string ToString() => "SearchTerm";
}

/// <summary>What a message may have besides words. The numbers are stored: never change them.</summary>
[Flags]
public enum SearchParts
{
    None = 0,

    /// <summary>An address that begins with http:// or https://.</summary>
    Link = 1,

    /// <summary>A file, of whatever type.</summary>
    File = 2,

    /// <summary>A file that is an image.</summary>
    Image = 4,
}

/// <summary>What comes first.</summary>
public enum SearchOrder
{
    /// <summary>By how well and how lately.</summary>
    Relevance = 0,
    Newest = 1,
}
