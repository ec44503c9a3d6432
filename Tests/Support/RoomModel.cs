using System.Collections.Immutable;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Tests.Support;

/// <summary>A room with its log in memory, which always knows what a decision depends on.</summary>
internal sealed class RoomModel(string id)
{
    public Room Room { get; private set; } = Room.Empty(id);

    public List<RoomEvent> Log { get; } = [];

    /// <summary>Decides, and appends what was decided; dedupes as the shell does, by looking the log through.</summary>
    public Decision Do(RoomCommand command, DateTimeOffset now)
    {
        if (command.ClientId is not null && Log.Find(e => e.Sender == command.Sender && e.ClientId == command.ClientId) is { } earlier)
        {
            return Decision.AlreadySo(earlier.Seq);
        }

        var (user, message) = Room.Needs(command);
        Room = Room.With(Facts(user, message));
        var decision = Room.Decide(command, now);
        foreach (var e in decision.Events)
        {
            Room = Room.Apply(e);
            Log.Add(e);
        }

        return decision;
    }

    /// <summary>The fold of the log from nothing, knowing what this room knows.</summary>
    public Room Replayed()
    {
        var replayed = Room.Empty(Room.Id);
        foreach (var e in Log)
        {
            replayed = replayed.Apply(e);
        }

        foreach (var user in Room.Members.Keys)
        {
            replayed = replayed.With(Facts(user, null));
        }

        return replayed;
    }

    private RoomFacts Facts(string? user, long? message)
    {
        var facts = RoomFacts.None;
        if (user is not null)
        {
            var last = Log.FindLast(e => (e is MemberJoined joined && joined.User == user) || (e is MemberLeft left && left.User == user));
            facts = facts with { Members = facts.Members.SetItem(user, last is MemberJoined j ? new RoomMember(user, j.Role, j.Seq) : null) };
        }

        if (message is { } seq)
        {
            var posted = Log.Find(e => e.Seq == seq) as MessagePosted;
            var deleted = Log.Exists(e => e is MessageDeleted d && d.Target == seq);
            facts = facts with { Messages = facts.Messages.SetItem(seq, posted is null ? null : new MessageFact(posted.Sender, deleted)) };
        }

        return facts;
    }
}
