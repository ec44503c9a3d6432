using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>A room as a reader of its log would rebuild it: knows what may follow what.</summary>
public sealed class RoomReplay
{
    private readonly Dictionary<long, Message> _messages = [];
    private readonly HashSet<string> _members = [];

    /// <summary>Messages posted so far.</summary>
    public long N { get; private set; }

    /// <summary>User ids of the members now.</summary>
    public IReadOnlySet<string> Members => _members;

    /// <summary>Takes the next event of the log.</summary>
    /// <param name="deletionOf">The deletion of a message anywhere in the log: text of what is deleted later is gone already.</param>
    /// <returns>Why it cannot be the next; null if it can.</returns>
    public string? Apply(HistoryEvent e, Func<long, LogEntry?> deletionOf)
    {
        ArgumentNullException.ThrowIfNull(e);
        ArgumentNullException.ThrowIfNull(deletionOf);
        var isAuthorMember = _members.Contains(e.Sender);
        var fault = e.Kind switch
        {
            EventKinds.RoomCreated => e.Seq == 1 ? null : "a room is created once, by its first event",
            EventKinds.MemberJoined => e.User is not null && _members.Add(e.User) ? null : $"{e.User} is a member already",
            EventKinds.MemberLeft or EventKinds.MemberKicked => e.User is not null && _members.Remove(e.User) ? null : $"{e.User} is no member",
            EventKinds.MessagePosted => Posted(e, deletionOf(e.Seq)),
            EventKinds.MessageEdited => Edited(e, deletionOf(e.Target ?? 0)),
            EventKinds.MessageDeleted => Deleted(e),
            _ => null,
        };
        return fault
            ?? (e.Kind is EventKinds.MessagePosted or EventKinds.MessageEdited or EventKinds.MessageDeleted && !isAuthorMember ? $"{e.Sender} is no member" : null)
            ?? (e.N == N ? null : $"it says that {e.N} messages were posted, and {N} were");
    }

    private string? Posted(HistoryEvent e, LogEntry? deletion)
    {
        N++;
        _messages[e.Seq] = new Message(e.Sender);
        return Content(e, deletion);
    }

    private string? Edited(HistoryEvent e, LogEntry? deletion) => Find(e) switch
    {
        null => $"there is no message {e.Target}",
        { Deleted: true } => $"message {e.Target} is deleted",
        { Sender: var sender } when sender != e.Sender => $"message {e.Target} is of {sender}",
        _ => Content(e, deletion),
    };

    private string? Deleted(HistoryEvent e)
    {
        switch (Find(e))
        {
            case null: return $"there is no message {e.Target}";
            case { Deleted: true }: return $"message {e.Target} is deleted already";
            case { } message: message.Deleted = true; return null;
        }
    }

    private Message? Find(HistoryEvent e) => _messages.GetValueOrDefault(e.Target ?? 0);

    private static string? Content(HistoryEvent e, LogEntry? deletion) => (deletion, e) switch
    {
        ({ } gone, { Deleted: false } or { Text: not null }) => $"{gone.Event} took its text away, and it is still there",
        (null, { Deleted: true } or { Text: null }) => "its text is gone, and nobody deleted it",
        _ => null,
    };

    private sealed class Message(string sender)
    {
        public string Sender => sender;

        public bool Deleted { get; set; }
    }
}
