using Parley.Faults.Checking;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal static partial class Mutants
{
    private static IEnumerable<Mutant> OfAcknowledgements() =>
    [
        new("acknowledged message overwritten", Rule.NoLoss, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            tape.ChangeLog(sent.Invoked.Room, sent.Event.Seq, e => e with { ClientId = "another", Text = "another" });
        }),
        new("acknowledged end of the log dropped", Rule.NoLoss, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send).GroupBy(sent => sent.Invoked.Room).Select(room => room.Last()));
            tape.SetLog(sent.Invoked.Room, tape.Log(sent.Invoked.Room).Take((int)sent.Event.Seq - 1));
        }),
        new("acknowledged at another number", Rule.NoLoss, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            tape.Replace(sent.Ack, sent.Ack with { Seq = sent.Ack.Seq - 1 });
        }),
        new("acknowledged though it was refused", Rule.NoLoss, tape =>
        {
            var stored = tape.Rooms.SelectMany(tape.Log).Select(e => e.ClientId).ToHashSet();
            var sends = tape.Of<Invoked>().Where(invoked => invoked.Kind == OperationKind.Send && !stored.Contains(invoked.ClientId)).ToDictionary(invoked => invoked.Op);
            var failed = tape.Pick(tape.Of<Failed>().Where(failed => sends.ContainsKey(failed.Op)));
            tape.Replace(failed, Ack(sends[failed.Op], failed.At, seq: 3));
        }),
        new("acknowledged without a number", Rule.NoLoss, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            tape.Replace(sent.Ack, sent.Ack with { Seq = null });
        }),
        new("acknowledged in another epoch", Rule.NoLoss, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            tape.Replace(sent.Ack, sent.Ack with { Epoch = "e0" });
        }),
        new("stored with another text", Rule.NoLoss, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send).Where(sent => !sent.Event.Deleted));
            tape.ChangeLog(sent.Invoked.Room, sent.Event.Seq, e => e with { Text = "another" });
        }),
        new("edit stored on another message", Rule.NoLoss, tape =>
        {
            var edit = tape.Pick(tape.Stored(OperationKind.Edit));
            tape.ChangeLog(edit.Invoked.Room, edit.Event.Seq, e => e with { Target = e.Target - 1 });
        }),
        new("acknowledged deletion not there", Rule.NoLoss, tape =>
        {
            var deletion = tape.Pick(tape.Stored(OperationKind.Delete));
            tape.ChangeLog(deletion.Invoked.Room, deletion.Event.Seq, e => e with { Kind = "somethingElse" });
        }),
        new("acknowledged deletion, without a number, not there", Rule.NoLoss, tape =>
        {
            var deletion = tape.Pick(tape.Stored(OperationKind.Delete));
            tape.Replace(deletion.Ack, deletion.Ack with { Seq = null });
            tape.ChangeLog(deletion.Invoked.Room, deletion.Event.Seq, e => e with { Kind = "somethingElse" });
        }),
        new("acknowledged leave of who is still a member", Rule.NoLoss, tape =>
        {
            var leave = Invoke(tape, tape.Pick(tape.Stored(OperationKind.Send).Where(sent => sent.Invoked.User == Tape.Owner)).Invoked) with
            {
                Kind = OperationKind.Leave, ClientId = null, Text = null,
            };
            tape.Add(leave);
            tape.Add(Ack(leave, leave.At + 1, seq: null));
        }),
        new("repeat told another number", Rule.NoDuplicates, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            var repeat = Invoke(tape, sent.Invoked) with { At = sent.Ack.At + 1 };
            tape.Add(repeat);
            tape.Add(Ack(repeat, repeat.At + 1, sent.Event.Seq - 1));
        }),
        new("acknowledged with other content under a used client id", Rule.NoDuplicates, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            var other = Invoke(tape, sent.Invoked) with { At = sent.Ack.At + 1, Text = "another" };
            tape.Add(other);
            tape.Add(Ack(other, other.At + 1, sent.Event.Seq));
        }),
        new("failed but present", Rule.OutcomesHold, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send).Where(sent => sent.Tries == 1));
            tape.Replace(sent.Ack, Fail(sent.Invoked, sent.Ack.At, "not-a-member"));
        }),
        new("unknown and never asked again", Rule.OutcomesHold, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send).Where(sent => sent.Tries == 1));
            tape.Replace(sent.Ack, Lose(sent.Invoked, sent.Ack.At));
        }),
        new("unknown, and the repeat met a busy server", Rule.OutcomesHold, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send).Where(sent => sent.Tries == 1));
            tape.Replace(sent.Ack, Lose(sent.Invoked, sent.Ack.At));
            var repeat = Invoke(tape, sent.Invoked) with { At = sent.Ack.At + 1 };
            tape.Add(repeat);
            tape.Add(Fail(repeat, repeat.At + 1, "busy"));
        }),
        new("no answer at all", Rule.OutcomesHold, tape => tape.Remove(tape.Pick(tape.Stored(OperationKind.Send).Where(sent => sent.Tries == 1)).Ack)),
        new("unknown and stored by each attempt", Rule.OutcomesHold, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send).Where(sent => sent.Tries > 1 && IsOpen(tape, sent)));
            var log = tape.Log(sent.Invoked.Room);
            tape.SetLog(sent.Invoked.Room, [.. log, sent.Event with { Seq = log.Count + 1, N = log[^1].N + 1 }]);
        }),
    ];

    private static bool IsOpen(Tape tape, Stored sent) => tape.Of<Unknown>().Any(unknown => unknown.Op == sent.Invoked.Op);

    /// <summary>The same command once more.</summary>
    private static Invoked Invoke(Tape tape, Invoked first) => first with { Op = tape.NewOp() };

    private static Acked Ack(Invoked invoked, long at, long? seq) => new()
    {
        At = at, Client = invoked.Client, User = invoked.User, Connection = 0, Room = invoked.Room, Op = invoked.Op, Seq = seq, Epoch = "e1",
    };

    private static Failed Fail(Invoked invoked, long at, string code) => new()
    {
        At = at, Client = invoked.Client, User = invoked.User, Connection = 0, Room = invoked.Room, Op = invoked.Op, Code = code,
    };

    private static Unknown Lose(Invoked invoked, long at) => new()
    {
        At = at, Client = invoked.Client, User = invoked.User, Connection = 0, Room = invoked.Room, Op = invoked.Op, Reason = "no answer",
    };
}
