using Parley.Faults.Checking;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal static partial class Mutants
{
    private static IEnumerable<Mutant> OfState() =>
    [
        new("server counts other messages than the log", Rule.Replay, tape =>
        {
            var state = tape.Pick(tape.Of<FinalState>());
            tape.Replace(state, state with { N = state.N - 1 });
        }),
        new("server's head is not the log's", Rule.Replay, tape =>
        {
            var state = tape.Pick(tape.Of<FinalState>());
            tape.Replace(state, state with { LastSeq = state.LastSeq - 1 });
        }),
        new("server has forgotten a member", Rule.Replay, tape =>
        {
            var state = tape.Pick(tape.Of<FinalState>());
            tape.Replace(state, state with { Members = state.Members!.Value.RemoveAt(0) });
        }),
        new("deleted text still in the log", Rule.Replay, tape =>
        {
            var (sent, _) = tape.Pick(Deleted(tape, OperationKind.Send));
            tape.ChangeLog(sent.Invoked.Room, sent.Event.Seq, _ => WithText(sent));
        }),
        new("text of an edit still in the log after the deletion", Rule.Replay, tape =>
        {
            var (edit, _) = tape.Pick(Deleted(tape, OperationKind.Edit));
            tape.ChangeLog(edit.Invoked.Room, edit.Event.Seq, _ => WithText(edit));
        }),
        new("text gone and nobody deleted it", Rule.Replay, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send).Where(sent => !sent.Event.Deleted));
            tape.ChangeLog(sent.Invoked.Room, sent.Event.Seq, e => e with { Text = null, Deleted = true });
        }),
        new("deleted twice", Rule.Replay, tape =>
        {
            var (sent, deletion) = tape.Pick(Deleted(tape, OperationKind.Send));
            var log = tape.Log(sent.Invoked.Room);
            tape.SetLog(sent.Invoked.Room, [.. log, deletion with { Seq = log.Count + 1, ClientId = "again", N = log[^1].N }]);
        }),
        new("edit of somebody else's message", Rule.Replay, tape =>
        {
            var edit = tape.Pick(tape.Stored(OperationKind.Edit));
            tape.ChangeLog(edit.Invoked.Room, edit.Event.Seq, e => e with { Sender = "u99" });
        }),
        new("message of somebody who is no member", Rule.Replay, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            tape.ChangeLog(sent.Invoked.Room, sent.Event.Seq, e => e with { Sender = "u99" });
        }),
        new("message not counted", Rule.Replay, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            tape.ChangeLog(sent.Invoked.Room, sent.Event.Seq, e => e with { N = e.N - 1 });
        }),
        new("read position lost", Rule.Replay, tape =>
        {
            var position = tape.Pick(tape.Of<FinalReadPosition>().Where(position => position.ReadSeq > 1));
            tape.Replace(position, position with { ReadSeq = 1, ReadN = 0 });
            tape.RemoveAll(record => record is FaultBegan or FaultHealed); // a fault may take the latest moves away
        }),
        new("read position beyond all that was marked", Rule.Replay, tape =>
        {
            var position = tape.Pick(tape.Of<FinalReadPosition>());
            tape.Replace(position, position with { ReadSeq = tape.Log(position.Room).Count + 1 });
        }),
        new("read position counts wrongly", Rule.Replay, tape =>
        {
            var position = tape.Pick(tape.Of<FinalReadPosition>());
            tape.Replace(position, position with { ReadN = position.ReadN + 1 });
        }),
    ];
}
