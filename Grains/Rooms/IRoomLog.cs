using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// The event log of all rooms. Each room is one line of numbers without holes; whoever appends says where the line ends,
/// and if it ends elsewhere nothing is written.
/// </summary>
public interface IRoomLog
{
    /// <summary>
    /// Appends to one room, together with what other rooms append at the moment, in one transaction. A room has at most one
    /// append under way. Never throws: what went wrong is the result.
    /// </summary>
    Task<AppendResult> AppendAsync(RoomAppend append);

    /// <summary>
    /// Returns when whatever could be read before the call is on disk. InnoDB lets others read what a commit has written while it is still being synced: until then a power cut takes it back. Who
    /// reads what another connection has written asks for this before anybody hears of it. Engines whose readers see only what is on disk, such as SQLite, have nothing to do.
    /// </summary>
    Task EnsureOnDiskAsync() => Task.CompletedTask;

    /// <summary>Where the room ends now; null if there is no such room.</summary>
    Task<LogHead?> HeadAsync(string room);

    /// <summary>Where many rooms end now; rooms that do not exist are left out.</summary>
    Task<IReadOnlyDictionary<string, LogHead>> HeadsAsync(IReadOnlyCollection<string> rooms);

    /// <summary>Events after a number, oldest first, at most so many.</summary>
    /// <exception cref="UnknownEventException">One was written by a newer program.</exception>
    Task<ImmutableArray<RoomEvent>> ReadAfterAsync(string room, long after, int limit);

    /// <summary>Head, and what is needed of users, messages and invites, all of one moment.</summary>
    Task<(LogHead? Head, RoomFacts Facts)> FactsAsync(string room, RoomNeeds needs);

    /// <summary>A page as the reader may see it, with head and membership of the same moment.</summary>
    Task<ReaderPage> ReadPageAsync(string room, ReadEvents query, int maxCharacters);

    /// <summary>A page of messages as they are now, with head and membership of the same moment.</summary>
    /// <param name="reactionUsers">Users named for each emoji, at most.</param>
    Task<ReaderMessages> ReadMessagesAsync(string room, ReadMessages query, int maxCharacters, int reactionUsers);

    /// <summary>One message as it is now, as a page of it alone; empty if there is none.</summary>
    /// <param name="looksBack">As in <see cref="ReadMessages"/>.</param>
    Task<ReaderMessages> ReadMessageAsync(string room, string reader, long seq, int reactionUsers, bool looksBack = false);

    /// <summary>The pinned messages, last pinned first, at most so many.</summary>
    Task<ReaderMessages> ReadPinsAsync(string room, string reader, int limit, int reactionUsers);

    /// <summary>The texts of a message, oldest first, at most so many; none if it was deleted or there is none.</summary>
    Task<ImmutableArray<MessageVersion>> ReadVersionsAsync(string room, long seq, int limit);

    /// <summary>Messages posted up to and including this number.</summary>
    Task<long> CountAtAsync(string room, long seq);
}

/// <summary>Where a room ends.</summary>
/// <param name="N">Messages ever posted.</param>
/// <param name="Epoch">Changes when the log was restored from a backup.</param>
public sealed record LogHead(long LastSeq, long N, string Epoch);

/// <summary>A page of history for a reader.</summary>
/// <param name="Head">Null: there is no such room.</param>
/// <param name="Member">The reader's membership; null: none, and then there are no events.</param>
/// <param name="Floor">Nothing below this number is for the reader.</param>
public sealed record ReaderPage(LogHead? Head, RoomMember? Member, long Floor, ImmutableArray<RoomEvent> Events)
{
    /// <summary>True: the reader is no member any more and reads on. To them the room ends at the head that is here, with the event of their departure.</summary>
    public bool IsFormer { get; init; }
}

/// <summary>Messages for a reader.</summary>
/// <param name="Head">Null: there is no such room.</param>
/// <param name="Member">The reader's membership; null: none, and then there are no messages.</param>
/// <param name="First">Where the page begins.</param>
/// <param name="Last">Where it ends.</param>
public sealed record ReaderMessages(LogHead? Head, RoomMember? Member, long First, long Last, ImmutableArray<RoomMessage> Messages)
{
    /// <summary>As in <see cref="ReaderPage"/>.</summary>
    public bool IsFormer { get; init; }
}

/// <summary>Asks to append to one room.</summary>
/// <param name="ExpectedSeq">Where the writer believes the room ends; 0: it does not exist.</param>
/// <param name="Epoch">The epoch the writer believes in; null if the room does not exist yet.</param>
/// <param name="Events">The next events; empty: only check the head and look up the client ids.</param>
/// <param name="Doubtful">Client ids that may have been used before, in the order of the commands: if one was, nothing is written.</param>
public sealed record RoomAppend(
    string Room, long ExpectedSeq, string? Epoch, ImmutableArray<RoomEvent> Events, ImmutableArray<CommandId> Doubtful)
{
    /// <summary>Those of <see cref="Doubtful"/> that no event brings along. The others need no look: the log's unique key refuses them if they were used.</summary>
    public ImmutableArray<CommandId> Unwritten()
    {
        ImmutableArray<CommandId>.Builder? unwritten = null;
        var at = 0;
        foreach (var id in Doubtful) // in the order of the events
        {
            while (at < Events.Length && Events[at].ClientId is null)
            {
                at++;
            }

            if (at < Events.Length && Events[at].ClientId == id.ClientId && Events[at].Sender == id.Sender)
            {
                at++;
            }
            else
            {
                (unwritten ??= ImmutableArray.CreateBuilder<CommandId>()).Add(id);
            }
        }

        return unwritten?.ToImmutable() ?? [];
    }
}

/// <summary>What makes a command unique in its room.</summary>
public readonly record struct CommandId(string Sender, string ClientId);

/// <summary>What came of an append.</summary>
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>On disk.</summary>
    public sealed record Committed(string Epoch) : AppendResult;

    /// <summary>The room ends elsewhere; nothing was written.</summary>
    public sealed record HeadMoved(LogHead? Head) : AppendResult;

    /// <summary>Some client ids were used before, for these events; nothing was written.</summary>
    public sealed record Repeats(ImmutableArray<RoomEvent> Events) : AppendResult;

    /// <summary>The room's name belongs to another room; nothing was written.</summary>
    public sealed record NameTaken : AppendResult;

    /// <summary>It would be the first of a room that there was, and that is deleted; nothing was written.</summary>
    public sealed record RoomDeleted : AppendResult;

    /// <summary>The database failed.</summary>
    /// <param name="OutcomeUnknown">False: certainly nothing was written.</param>
    public sealed record Failed(Exception Exception, bool OutcomeUnknown) : AppendResult;
}
