using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// A room as the fold of its events. Pure: no I/O, no clock, no Orleans; immutable, so that decisions can be tried on a
/// copy and thrown away. A large room does not hold its members or messages: only what is known of them so far, which the
/// owner of this object loads before it asks for a decision (<see cref="Needs"/>, <see cref="With"/>).
/// </summary>
public sealed partial record Room
{
    private Room(string id) => Id = id;

    public string Id { get; }

    public string Name { get; init; } = "";

    public string Title { get; init; } = "";

    public RoomVisibility Visibility { get; init; }

    /// <summary>User id.</summary>
    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Number of the last event applied; 0: the room does not exist.</summary>
    public long LastSeq { get; init; }

    /// <summary>Messages ever posted.</summary>
    public long N { get; init; }

    public bool Exists => LastSeq > 0;

    /// <summary>What is known of users; a null value: known to be no member. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<string, RoomMember?> Members { get; init; } = ImmutableDictionary<string, RoomMember?>.Empty;

    /// <summary>What is known of messages; a null value: known to be no message. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<long, MessageFact?> Messages { get; init; } = ImmutableDictionary<long, MessageFact?>.Empty;

    /// <summary>A room in which nothing has happened yet.</summary>
    public static Room Empty(string id) => new(id);

    /// <summary>The same room, knowing more.</summary>
    public Room With(RoomFacts facts) => this with { Members = Members.SetItems(facts.Members), Messages = Messages.SetItems(facts.Messages) };

    /// <summary>The room after the event, which must be the next one.</summary>
    public Room Apply(RoomEvent e)
    {
        if (e.Seq != LastSeq + 1)
        {
            throw new InvalidOperationException($"Room {Id} is at {LastSeq}: event {e.Seq} is not the next one.");
        }

        return Change(e) with { LastSeq = e.Seq, N = e.N };
    }

    private Room Change(RoomEvent e) => e switch
    {
        RoomCreated created => this with
        {
            Name = created.Name, Title = created.Title, Visibility = created.Visibility, CreatedBy = created.Sender, CreatedAt = created.At,
        },
        MemberJoined joined => this with { Members = Members.SetItem(joined.User, new RoomMember(joined.User, joined.Role, joined.Seq)) },
        MemberLeft left => this with { Members = Members.SetItem(left.User, null) },
        MessageDeleted deleted => Messages.GetValueOrDefault(deleted.Target) is { } fact
            ? this with { Messages = Messages.SetItem(deleted.Target, fact with { Deleted = true }) }
            : this,
        MessagePosted or MessageEdited => this,
        _ => throw new InvalidOperationException($"Event kind {e.Kind} cannot be applied by this version."),
    };
}

/// <summary>What a decision has to know of a message.</summary>
public readonly record struct MessageFact(string Sender, bool Deleted);

/// <summary>What was found out about users and messages of a room, at one head.</summary>
public sealed record RoomFacts(
    ImmutableDictionary<string, RoomMember?> Members, ImmutableDictionary<long, MessageFact?> Messages)
{
    public static RoomFacts None { get; } = new(ImmutableDictionary<string, RoomMember?>.Empty, ImmutableDictionary<long, MessageFact?>.Empty);
}
