using System.Collections.Immutable;

namespace Parley.Faults.History;

/// <summary>A page of a room's log, read from the server when everything was healed and quiet. All pages of a room together are its final log.</summary>
public sealed record FinalPage : HistoryRecord
{
    public required string Room { get; init; }

    public required string Epoch { get; init; }

    /// <summary>The room's head as told.</summary>
    public required long LastSeq { get; init; }

    public required ImmutableArray<HistoryEvent> Events { get; init; }
}

/// <summary>What the server says about a room at the end, apart from its log.</summary>
public sealed record FinalState : HistoryRecord
{
    public required string Room { get; init; }

    public required long LastSeq { get; init; }

    /// <summary>Messages ever posted.</summary>
    public required long N { get; init; }

    /// <summary>User ids, in any order; default if they were not asked for.</summary>
    public ImmutableArray<string>? Members { get; init; }
}

/// <summary>How far the server says that a user has read a room at the end.</summary>
public sealed record FinalReadPosition : HistoryRecord
{
    public required string Room { get; init; }

    public required string User { get; init; }

    public required long ReadSeq { get; init; }

    /// <summary>Messages posted up to <see cref="ReadSeq"/>.</summary>
    public required long ReadN { get; init; }
}
