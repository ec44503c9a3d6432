using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Parley.Faults.History;

/// <summary>What one client did or saw. A client is a process of its own that remembers what it has been told, over all its connections.</summary>
public abstract record ClientRecord : HistoryRecord
{
    /// <summary>Number of the client in the run.</summary>
    public required int Client { get; init; }

    /// <summary>User id it is signed in as.</summary>
    public required string User { get; init; }

    /// <summary>Which connection of this client, counted from 1; 0 for what went over none (REST).</summary>
    public required int Connection { get; init; }
}

/// <summary>A connection stands.</summary>
public sealed record Connected : ClientRecord
{
    /// <summary>Which frontend it leads to, as the run calls it.</summary>
    public required string Frontend { get; init; }
}

/// <summary>A connection is gone, whoever ended it.</summary>
public sealed record Disconnected : ClientRecord
{
    /// <summary>Close code, if one came.</summary>
    public int? Code { get; init; }

    public string? Reason { get; init; }
}

/// <summary>The server said that it is about to close the connection.</summary>
public sealed record ClosingTold : ClientRecord
{
    public required string Reason { get; init; }

    public long? RetryAfterMs { get; init; }
}

/// <summary>The client has ended on purpose: nobody waits for it to come back.</summary>
public sealed record Retired : ClientRecord;

/// <summary>What one client did or saw in one room.</summary>
public abstract record RoomRecord : ClientRecord
{
    /// <summary>Room id.</summary>
    public required string Room { get; init; }
}

/// <summary>A request leaves. A repeat with the same client id is another one of these, with another <see cref="Op"/>.</summary>
public sealed record Invoked : RoomRecord
{
    /// <summary>Number of this attempt, unique in the run; its answer carries it.</summary>
    public required long Op { get; init; }

    public required OperationKind Kind { get; init; }

    /// <summary>The sender's own id for the command; null if it has none.</summary>
    public string? ClientId { get; init; }

    /// <summary>New text of a send or an edit, or its <see cref="TextHash"/>; the same choice throughout a history.</summary>
    public string? Text { get; init; }

    /// <summary>Seq that is edited, deleted or read up to.</summary>
    public long? Target { get; init; }

    /// <summary>User id of who is removed by a kick.</summary>
    public string? Whom { get; init; }
}

/// <summary>What a request asks for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationKind>))]
public enum OperationKind
{
    [JsonStringEnumMemberName("send")] Send,
    [JsonStringEnumMemberName("edit")] Edit,
    [JsonStringEnumMemberName("delete")] Delete,
    [JsonStringEnumMemberName("join")] Join,
    [JsonStringEnumMemberName("leave")] Leave,
    [JsonStringEnumMemberName("kick")] Kick,
    [JsonStringEnumMemberName("markRead")] MarkRead,
}

/// <summary>How an attempt ended. An attempt without any is as good as <see cref="Unknown"/>.</summary>
public abstract record Answer : RoomRecord
{
    /// <summary><see cref="Invoked.Op"/> of the attempt.</summary>
    public required long Op { get; init; }
}

/// <summary>It is stored.</summary>
public sealed record Acked : Answer
{
    /// <summary>The number it was given (of a mark: the position now); null if the answer names none.</summary>
    public long? Seq { get; init; }

    public string? Epoch { get; init; }
}

/// <summary>This attempt has certainly stored nothing.</summary>
public sealed record Failed : Answer
{
    /// <summary>Code of the refusal.</summary>
    public required string Code { get; init; }
}

/// <summary>Nobody knows: a lost answer, an exception, <c>unavailable</c>.</summary>
public sealed record Unknown : Answer
{
    public required string Reason { get; init; }
}

/// <summary>What the server served of a room, with the head that it was served at.</summary>
public abstract record View : RoomRecord
{
    public required string Epoch { get; init; }

    /// <summary>When it was asked for; <see cref="HistoryRecord.At"/> is when it came.</summary>
    public required long Asked { get; init; }

    /// <summary>The position that was asked after; null: from now, or the newest page.</summary>
    public long? After { get; init; }

    /// <summary>The room's head as told.</summary>
    public required long LastSeq { get; init; }

    /// <summary>Nothing below is served, as told.</summary>
    public long Floor { get; init; } = 1;

    public required ImmutableArray<HistoryEvent> Events { get; init; }
}

/// <summary>The answer to a subscription: live events follow <see cref="View.LastSeq"/>.</summary>
public sealed record Subscribed : View
{
    /// <summary>False: older events after the position are missing and must be paged.</summary>
    public required bool Complete { get; init; }
}

/// <summary>A page of history.</summary>
public sealed record PageRead : View
{
    /// <summary>The page ends before this seq, if it was asked for so.</summary>
    public long? Before { get; init; }
}

/// <summary>The client gave its subscription up.</summary>
public sealed record Unsubscribed : RoomRecord;

/// <summary>Live events, one record for each frame.</summary>
public sealed record Pushed : RoomRecord
{
    public required string Epoch { get; init; }

    public required ImmutableArray<HistoryEvent> Events { get; init; }
}

/// <summary>The server ended the subscription because the client reads too slowly.</summary>
public sealed record GapTold : RoomRecord
{
    public required string Epoch { get; init; }

    /// <summary>First seq that the client has not been sent.</summary>
    public required long FromSeq { get; init; }
}
