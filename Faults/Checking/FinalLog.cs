using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>The log of a room as the server served it in the end: what everything else is measured by.</summary>
public sealed class FinalLog
{
    private readonly Dictionary<long, LogEntry> _bySeq = [];
    private readonly Dictionary<(string Sender, string ClientId), List<LogEntry>> _byClientId = [];
    private readonly Dictionary<long, LogEntry> _deletions = [];

    /// <param name="pages">At least one; in any order.</param>
    public FinalLog(IReadOnlyCollection<FinalPage> pages)
    {
        Page = pages.First();
        Epoch = Page.Epoch;
        Head = pages.Max(page => page.LastSeq);
        Entries = [.. pages.SelectMany(page => page.Events.Select(e => new LogEntry(page, e))).OrderBy(entry => entry.Event.Seq)];
        foreach (var entry in Entries)
        {
            _bySeq.TryAdd(entry.Event.Seq, entry);
            if (entry.Event.ClientId is { } clientId)
            {
                var key = (entry.Event.Sender, clientId);
                (_byClientId.TryGetValue(key, out var same) ? same : _byClientId[key] = []).Add(entry);
            }
        }

        Memberships = new Memberships(Entries.Select(entry => entry.Event));
        foreach (var entry in Entries.Where(entry => entry.Event is { Kind: EventKinds.MessageDeleted, Target: not null }))
        {
            _deletions.TryAdd(entry.Event.Target!.Value, entry);
        }
    }

    /// <summary>The first page: stands for the log where a violation names records.</summary>
    public FinalPage Page { get; }

    public string Epoch { get; }

    /// <summary>The head as told; the number of the last event if the log is whole.</summary>
    public long Head { get; }

    /// <summary>By seq. A number may be missing or stand twice: rules look for that.</summary>
    public IReadOnlyList<LogEntry> Entries { get; }

    public Memberships Memberships { get; }

    /// <summary>The event of this number, else null.</summary>
    public LogEntry? At(long seq) => _bySeq.GetValueOrDefault(seq);

    /// <summary>Every event that carries this client id of this sender; one if all is well.</summary>
    public IReadOnlyList<LogEntry> Of(string sender, string clientId) => _byClientId.GetValueOrDefault((sender, clientId)) ?? [];

    /// <summary>All client ids with their events.</summary>
    public IEnumerable<IReadOnlyList<LogEntry>> ByClientId => _byClientId.Values;

    /// <summary>The event that deleted the message of this number, else null.</summary>
    public LogEntry? DeletionOf(long message) => _deletions.GetValueOrDefault(message);

    /// <summary>The event that a command led to; null also for commands without a client id, which may have found the room as they wanted it.</summary>
    public LogEntry? EventOf(Operation operation) =>
        operation.ClientId is { } clientId && Of(operation.User, clientId) is [var first, ..] ? first : null;

    /// <summary>The kind of event that a kind of command leads to; null: to none.</summary>
    public static string? KindOf(OperationKind kind) => kind switch
    {
        OperationKind.Send => EventKinds.MessagePosted,
        OperationKind.Edit => EventKinds.MessageEdited,
        OperationKind.Delete => EventKinds.MessageDeleted,
        OperationKind.Join => EventKinds.MemberJoined,
        OperationKind.Leave => EventKinds.MemberLeft,
        OperationKind.Kick => EventKinds.MemberKicked,
        _ => null,
    };
}

/// <summary>An event of the final log, and the page that it stands on.</summary>
public sealed record LogEntry(FinalPage Page, HistoryEvent Event);
