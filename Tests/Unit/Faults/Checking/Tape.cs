using System.Collections.Immutable;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

/// <summary>A good history that is about to be spoiled.</summary>
internal sealed class Tape(ImmutableArray<HistoryRecord> good, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<HistoryRecord> _records = [.. good];
    private long _op = 1_000_000;

    public IReadOnlyList<HistoryRecord> Records => _records;

    /// <summary>User id of who owns every room and is never removed.</summary>
    public static string Owner => "u1";

    public long End => _records.Max(record => record.At);

    public IEnumerable<string> Rooms => Of<FinalPage>().Select(page => page.Room).Distinct();

    public IEnumerable<T> Of<T>()
        where T : HistoryRecord => _records.OfType<T>();

    public long NewOp() => ++_op;

    /// <summary>One of them; the seed says which.</summary>
    public T Pick<T>(IEnumerable<T> of)
    {
        var all = of.ToList();
        return all.Count > 0 ? all[_random.Next(all.Count)] : throw new InvalidOperationException($"This history has no {typeof(T).Name} to spoil in this way.");
    }

    public void Remove(HistoryRecord record) => _records.RemoveAt(IndexOf(record));

    public void RemoveAll(Predicate<HistoryRecord> which) => _records.RemoveAll(which);

    public void Replace(HistoryRecord record, HistoryRecord by) => _records[IndexOf(record)] = by;

    public void Add(HistoryRecord record) => _records.Add(record);

    public List<HistoryEvent> Log(string room) => [.. Of<FinalPage>().Where(page => page.Room == room).SelectMany(page => page.Events)];

    /// <summary>Another final log, and the head that is told with it: by default that of the log.</summary>
    public void SetLog(string room, IEnumerable<HistoryEvent> log, long? head = null)
    {
        var page = Of<FinalPage>().First(page => page.Room == room);
        _records.RemoveAll(record => record is FinalPage other && other.Room == room);
        ImmutableArray<HistoryEvent> events = [.. log];
        _records.Add(page with { Events = events, LastSeq = head ?? events[^1].Seq });
    }

    /// <summary>Changes one event of the final log.</summary>
    public void ChangeLog(string room, long seq, Func<HistoryEvent, HistoryEvent> change) =>
        SetLog(room, Log(room).Select(e => e.Seq == seq ? change(e) : e));

    /// <summary>Commands of a kind that led to an event of the log, with the answer that said so.</summary>
    public IEnumerable<Stored> Stored(OperationKind kind)
    {
        var attempts = Of<Invoked>().ToLookup(invoked => invoked.ClientId);
        var acks = Of<Acked>().ToLookup(ack => ack.Op);
        return from room in Rooms
               from e in Log(room)
               where e.ClientId is not null
               let tries = attempts[e.ClientId].ToList()
               where tries.Count > 0 && tries[0].Kind == kind
               let ack = acks[tries[^1].Op].FirstOrDefault()
               where ack is not null
               select new Stored(tries[0], ack, e, tries.Count);
    }

    /// <summary>Removals of users who were still out at the next number, which exists.</summary>
    public IEnumerable<(string Room, HistoryEvent Left, HistoryEvent Next)> Removals() =>
        from room in Rooms
        let log = Log(room)
        from left in log
        where EventKinds.EndsMembership(left.Kind) && left.Seq < log.Count && log[(int)left.Seq].User != left.User && log[(int)left.Seq].Sender != left.User
        select (room, left, log[(int)left.Seq]);

    /// <summary>
    /// As if a backup had been restored after all this: what each room got last is gone, unless that erased a text; and nobody says anything any more.
    /// </summary>
    public LogRestored Restore()
    {
        var heads = Rooms.ToImmutableSortedDictionary(room => room, room => Log(room) is [.., var last] log && last.Kind != EventKinds.MessageDeleted ? log.Count - 1L : Log(room).Count, StringComparer.Ordinal);
        var moment = Of<Acked>().Where(ack => ack is { Epoch: not null, Seq: { } seq } && seq > heads[ack.Room]).Select(ack => ack.At).DefaultIfEmpty(End + 1).Min();
        var restored = new LogRestored { At = End + 1, Moment = moment, Heads = heads };
        var rooms = Rooms.Select(room => (Room: room, Events: Log(room).Take((int)heads[room]).ToImmutableArray())).ToList();
        _records.Add(restored);
        foreach (var (room, events) in rooms)
        {
            _records.Add(new FinalPage { At = restored.At + 1, Room = room, Epoch = "e2", LastSeq = events.Length, Events = events });
            _records.Add(new FinalState { At = restored.At + 1, Room = room, LastSeq = events.Length, N = events[^1].N });
        }

        return restored;
    }

    /// <summary>Pages of the log since it was restored.</summary>
    public IEnumerable<FinalPage> Restored() => Of<FinalPage>().Where(page => page.Epoch == "e2");

    /// <summary>A client number of this user that the history knows.</summary>
    public int ClientOf(string user) => Of<ClientRecord>().First(record => record.User == user).Client;

    /// <summary>A page that a client reads at a time, of exactly these events.</summary>
    public static PageRead Page(string room, int client, string user, long at, long lastSeq, params HistoryEvent[] events) => new()
    {
        At = at + 1, Asked = at, Client = client, User = user, Connection = 0, Room = room, Epoch = "e1", LastSeq = lastSeq, Events = [.. events],
    };

    private int IndexOf(HistoryRecord record) => _records.FindIndex(other => ReferenceEquals(other, record));
}

/// <summary>A command that was stored.</summary>
/// <param name="Invoked">Its first attempt.</param>
/// <param name="Tries">How many attempts it took.</param>
internal sealed record Stored(Invoked Invoked, Acked Ack, HistoryEvent Event, int Tries);
