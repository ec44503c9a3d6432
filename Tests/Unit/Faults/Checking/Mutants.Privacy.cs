using Parley.Faults.Checking;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal static partial class Mutants
{
    private static IEnumerable<Mutant> OfPrivacy() =>
    [
        new("leak after a kick", Rule.Privacy, tape =>
        {
            var (room, left, next) = tape.Pick(tape.Removals());
            tape.Add(Push(room, tape.ClientOf(left.User!), left.User!, tape.End, next));
        }),
        new("page answered after a kick", Rule.Privacy, tape =>
        {
            var (room, left, next) = tape.Pick(tape.Removals());
            tape.Add(Tape.Page(room, tape.ClientOf(left.User!), left.User!, tape.End, next.Seq, left, next));
        }),
        new("event from before a membership pushed", Rule.Privacy, tape =>
        {
            var room = tape.Pick(tape.Rooms);
            tape.Add(Push(room, tape.ClientOf("u2"), "u2", tape.End, tape.Log(room)[0]));
        }),
        new("event below the floor", Rule.Privacy, tape =>
        {
            var page = tape.Pick(tape.Of<PageRead>().Where(page => page.Events.Length > 0));
            tape.Replace(page, page with { Floor = page.Events[0].Seq + 1 });
        }),
        new("deleted text in a later page", Rule.Privacy, tape =>
        {
            var (sent, _) = tape.Pick(Deleted(tape, OperationKind.Send));
            tape.Add(Tape.Page(sent.Invoked.Room, tape.ClientOf(Tape.Owner), Tape.Owner, tape.End, tape.Log(sent.Invoked.Room).Count, WithText(sent)));
        }),
        new("text of an edit in a page after the deletion", Rule.Privacy, tape =>
        {
            var (edit, _) = tape.Pick(Deleted(tape, OperationKind.Edit));
            tape.Add(Tape.Page(edit.Invoked.Room, tape.ClientOf(Tape.Owner), Tape.Owner, tape.End, tape.Log(edit.Invoked.Room).Count, WithText(edit)));
        }),
        new("deleted text in a page whose head is past the deletion, before anybody knew of it", Rule.Privacy, tape =>
        {
            var (sent, deletion) = tape.Pick(Deleted(tape, OperationKind.Send));
            var asked = tape.Of<Invoked>().First(invoked => invoked.ClientId == deletion.ClientId).At; // nobody can know of it yet
            tape.Add(Tape.Page(sent.Invoked.Room, Stranger, Tape.Owner, asked, deletion.Seq, WithText(sent)) with { At = tape.End });
        }),
        new("deleted text in a page from before the deletion, asked for after it", Rule.Privacy, tape =>
        {
            var (sent, deletion) = tape.Pick(Deleted(tape, OperationKind.Send));
            tape.Add(Tape.Page(sent.Invoked.Room, Stranger, Tape.Owner, tape.End, deletion.Seq - 1, WithText(sent)));
        }),
        new("deleted text pushed after the deletion", Rule.Privacy, tape =>
        {
            var (sent, deletion) = tape.Pick(Deleted(tape, OperationKind.Send));
            tape.Add(Push(sent.Invoked.Room, Stranger, Tape.Owner, tape.End, deletion));
            tape.Add(Push(sent.Invoked.Room, Stranger, Tape.Owner, tape.End, WithText(sent)));
        }),
    ];

    /// <summary>Stored commands whose text is gone from the log, and the event that took it.</summary>
    private static IEnumerable<(Stored Command, HistoryEvent Deletion)> Deleted(Tape tape, OperationKind kind) =>
        from stored in tape.Stored(kind)
        where stored.Event.Deleted
        let message = stored.Event.Target ?? stored.Event.Seq
        select (stored, tape.Log(stored.Invoked.Room).First(e => e.Kind == EventKinds.MessageDeleted && e.Target == message));

    private static HistoryEvent WithText(Stored stored) => stored.Event with { Deleted = false, Text = stored.Invoked.Text };

    private static Pushed Push(string room, int client, string user, long at, HistoryEvent e) => new()
    {
        At = at, Client = client, User = user, Connection = 1000, Room = room, Epoch = "e1", Events = [e],
    };
}
