namespace Parley.Faults.History;

/// <summary>An event of a room as it came over the wire, as far as it matters to the checker.</summary>
public sealed record HistoryEvent
{
    public required long Seq { get; init; }

    /// <summary>One of <see cref="EventKinds"/>, or one that is not known yet.</summary>
    public required string Kind { get; init; }

    public required string Sender { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Messages posted in the room up to and including this event.</summary>
    public required long N { get; init; }

    /// <summary>The text or its <see cref="TextHash"/>; null if the kind has none, or it was deleted.</summary>
    public string? Text { get; init; }

    /// <summary>The wire said <c>deleted:true</c>.</summary>
    public bool Deleted { get; init; }

    /// <summary>Seq of the message that is edited or deleted.</summary>
    public long? Target { get; init; }

    public long? ReplyTo { get; init; }

    /// <summary>User id of who joined or left.</summary>
    public string? User { get; init; }

    public string? Role { get; init; }

    /// <summary>True if both may be sights of one event: equal, but for a text that one of them no longer has.</summary>
    public bool IsSameAs(HistoryEvent other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Text = null, Deleted = false } == other with { Text = null, Deleted = false }
            && (Deleted || other.Deleted || Text == other.Text);
    }

    /// <summary>For people: kind, seq and what else tells it from others.</summary>
    public override string ToString() => ClientId is null ? $"{Kind} {Seq} of {Sender}" : $"{Kind} {Seq} of {Sender} ({ClientId})";
}

/// <summary>Kinds on the wire that the checker understands. Others count as a number and nothing more.</summary>
public static class EventKinds
{
    public const string RoomCreated = "roomCreated";
    public const string MemberJoined = "memberJoined";
    public const string MemberLeft = "memberLeft";
    public const string MemberKicked = "memberKicked";
    public const string MessagePosted = "messagePosted";
    public const string MessageEdited = "messageEdited";
    public const string MessageDeleted = "messageDeleted";

    /// <summary>True if the event ends the membership of its user: it is the last that reaches that user.</summary>
    public static bool EndsMembership(string kind) => kind is MemberLeft or MemberKicked;
}
