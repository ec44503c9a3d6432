using Parley.Faults.History;

namespace Parley.Faults.Checking.Rules;

/// <summary>
/// C9: live events reach members of their number, and the one that ends a membership; views are answered to members of their head. And
/// once a deletion is part of what is answered or was known before it was asked, the text is not sent any more.
/// </summary>
public static class Privacy
{
    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.Log is { } log ? room.Clients.SelectMany(client => Check(room, log, client)) : [];
    }

    private static IEnumerable<Violation> Check(RoomRun room, FinalLog log, ClientView client)
    {
        var heads = new Dictionary<int, long>(); // of what was sent on each connection
        foreach (var record in client.Records.OfType<RoomRecord>())
        {
            var events = Delivery.In(record).ToList();
            var head = heads.GetValueOrDefault(record.Connection);
            var found = record switch
            {
                View view => OfView(room, log, view),
                Pushed push => OfPush(room, log, push, head),
                _ => [],
            };
            foreach (var violation in found)
            {
                yield return violation;
            }

            if (Knowledge.Told(record).FirstOrDefault() is { Record: not Acked and not null } told)
            {
                heads[record.Connection] = Math.Max(head, told.Seq);
            }
        }
    }

    private static IEnumerable<Violation> OfView(RoomRun room, FinalLog log, View view)
    {
        if (view.LastSeq <= log.Head && !log.Memberships.MaySee(view.User, view.LastSeq))
        {
            yield return Violation.Of(Rule.Privacy, room.Room, view.LastSeq, null,
                $"client {view.Client} was answered at {view.LastSeq}, where {view.User} is no member", view, log.At(view.LastSeq)?.Page);
        }

        foreach (var e in view.Events)
        {
            if (e.Seq < view.Floor)
            {
                yield return Leak(room, view, e, $"it is below the floor {view.Floor} of client {view.Client} ({view.User})", log.Page);
            }

            if (DeletionOf(log, e) is { } deletion
                && (deletion.Event.Seq <= view.LastSeq || room.Knowledge.FirstToTell(deletion.Event.Seq)?.At < view.Asked))
            {
                yield return Leak(room, view, e, $"client {view.Client} ({view.User}) was sent text that {deletion.Event} had taken away", deletion.Page);
            }
        }
    }

    private static IEnumerable<Violation> OfPush(RoomRun room, FinalLog log, Pushed push, long head)
    {
        foreach (var e in push.Events)
        {
            if (e.Seq <= log.Head && !log.Memberships.MaySee(push.User, e.Seq))
            {
                yield return Leak(room, push, e, $"{e} reached client {push.Client}, whose user {push.User} is no member there", log.At(e.Seq)?.Page);
            }

            if (DeletionOf(log, e) is { } deletion && deletion.Event.Seq <= head)
            {
                yield return Leak(room, push, e, $"client {push.Client} ({push.User}) was sent text after {deletion.Event} had reached it", deletion.Page);
            }

            head = Math.Max(head, e.Seq);
        }
    }

    /// <summary>The deletion of the message that an event holds text of; null if it holds none or was never deleted.</summary>
    private static LogEntry? DeletionOf(FinalLog log, HistoryEvent e) => e switch
    {
        { Text: null } => null,
        { Kind: EventKinds.MessagePosted } => log.DeletionOf(e.Seq),
        { Kind: EventKinds.MessageEdited, Target: { } target } => log.DeletionOf(target),
        _ => null,
    };

    private static Violation Leak(RoomRun room, RoomRecord record, HistoryEvent e, string sentence, HistoryRecord? because) =>
        Violation.Of(Rule.Privacy, room.Room, e.Seq, e.ClientId, sentence, record, because);
}
