using Parley.Faults.Checking;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal static partial class Mutants
{
    private const int Stranger = 99;

    private static IEnumerable<Mutant> OfTime() =>
    [
        new("order against real time", Rule.RealTimeOrder, tape =>
        {
            var earlier = tape.Pick(tape.Stored(OperationKind.Send).Where(sent => sent.Tries == 1));
            var later = tape.Pick(tape.Stored(OperationKind.Send).Where(sent => sent.Invoked.Room == earlier.Invoked.Room && sent.Event.Seq > earlier.Event.Seq));
            tape.Replace(earlier.Invoked, earlier.Invoked with { At = later.Ack.At + 1 });
            tape.Replace(earlier.Ack, earlier.Ack with { At = later.Ack.At + 2 });
        }),
        new("view from the past", Rule.RealTimeOrder, tape =>
        {
            var room = tape.Pick(tape.Rooms);
            tape.Add(Tape.Page(room, Stranger, Tape.Owner, tape.End, tape.Log(room).Count - 3));
        }),
        new("subscription answered from the past", Rule.RealTimeOrder, tape =>
        {
            var push = tape.Pick(tape.Of<Pushed>().Where(push => push.Events[^1].Seq > 5));
            tape.Add(new Subscribed
            {
                At = push.At + 2, Asked = push.At + 1, Client = Stranger, User = Tape.Owner, Connection = 1, Room = push.Room, Epoch = "e1", LastSeq = push.Events[^1].Seq - 2,
                Events = [], Complete = true,
            });
        }),
        new("own write not read", Rule.Sessions, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            tape.Add(Tape.Page(sent.Invoked.Room, sent.Invoked.Client, sent.Invoked.User, sent.Ack.At + 1, sent.Event.Seq - 1));
        }),
        new("older room than before", Rule.Sessions, tape =>
        {
            var push = tape.Pick(tape.Of<Pushed>());
            tape.Add(Tape.Page(push.Room, push.Client, push.User, push.At + 1, push.Events[^1].Seq - 1));
        }),
        new("written before what it had seen", Rule.Sessions, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            tape.Add(Tape.Page(sent.Invoked.Room, sent.Invoked.Client, sent.Invoked.User, sent.Invoked.At - 2, sent.Event.Seq));
        }),
    ];
}
