using Parley.Faults.Checking;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal static partial class Mutants
{
    private static IEnumerable<Mutant> OfTheLog() =>
    [
        new("client id stored twice", Rule.NoDuplicates, tape =>
        {
            var sent = tape.Pick(tape.Stored(OperationKind.Send));
            var log = tape.Log(sent.Invoked.Room);
            tape.SetLog(sent.Invoked.Room, [.. log, sent.Event with { Seq = log.Count + 1, N = log[^1].N + 1 }]);
        }),
        new("fork: one reader is shown another sender", Rule.NoDuplicates, tape => ChangePushed(tape, e => e with { Sender = "u99" })),
        new("fork: one reader is shown another text", Rule.NoDuplicates, tape => ChangePushed(tape, e => e with { Text = "another" })),
        new("fork: two events of a page have changed places", Rule.NoDuplicates, tape =>
        {
            var page = tape.Pick(tape.Of<PageRead>().Where(page => page.Events.Length > 1));
            var (a, b) = (page.Events[0], page.Events[1]);
            tape.Replace(page, page with { Events = [b with { Seq = a.Seq }, a with { Seq = b.Seq }, .. page.Events.Skip(2)] });
        }),
        new("hole in the log", Rule.Contiguous, tape =>
        {
            var room = tape.Pick(tape.Rooms);
            var seq = tape.Pick(tape.Log(room).SkipLast(1)).Seq;
            tape.SetLog(room, tape.Log(room).Where(e => e.Seq != seq));
        }),
        new("log ends before its head", Rule.Contiguous, tape =>
        {
            var room = tape.Pick(tape.Rooms);
            var log = tape.Log(room);
            tape.SetLog(room, log.SkipLast(1), head: log.Count);
        }),
        new("number twice in the log", Rule.Contiguous, tape =>
        {
            var room = tape.Pick(tape.Rooms);
            var twice = tape.Pick(tape.Log(room));
            tape.SetLog(room, [.. tape.Log(room), twice with { ClientId = null }], head: tape.Log(room).Count);
        }),
        new("log never read", Rule.Contiguous, tape =>
        {
            var room = tape.Pick(tape.Rooms);
            tape.RemoveAll(record => record is FinalPage page && page.Room == room);
        }),
        new("log of two epochs", Rule.Contiguous, tape =>
        {
            var page = tape.Pick(tape.Of<FinalPage>().GroupBy(page => page.Room).Select(pages => pages.Last()));
            tape.Replace(page, page with { Epoch = "e2" });
        }),
        new("phantom pushed", Rule.NoPhantoms, tape =>
        {
            var push = tape.Pick(tape.Of<Pushed>());
            var next = tape.Log(push.Room)[^1];
            tape.Add(push with { At = tape.End, Events = [next with { Seq = next.Seq + 1, ClientId = "phantom" }] });
        }),
        new("phantom in a page", Rule.NoPhantoms, tape =>
        {
            var page = tape.Pick(tape.Of<PageRead>().Where(page => page.Events.Length > 0));
            var next = tape.Log(page.Room)[^1];
            tape.Replace(page, page with { Events = [.. page.Events, next with { Seq = next.Seq + 1, ClientId = "phantom" }] });
        }),
        new("pushed under a stale epoch", Rule.NoPhantoms, tape =>
        {
            var push = tape.Pick(tape.Of<Pushed>());
            tape.Replace(push, push with { Epoch = "e0" });
        }),
        new("head told that was never reached", Rule.NoPhantoms, tape =>
        {
            var page = tape.Pick(tape.Of<PageRead>());
            tape.Replace(page, page with { LastSeq = tape.Log(page.Room).Count + 1 });
        }),
    ];

    private static void ChangePushed(Tape tape, Func<HistoryEvent, HistoryEvent> change)
    {
        var logs = tape.Rooms.ToDictionary(room => room, tape.Log);
        var push = tape.Pick(tape.Of<Pushed>().Where(push => push.Events[0] is { Kind: EventKinds.MessagePosted, Deleted: false } e && !logs[push.Room][(int)e.Seq - 1].Deleted));
        tape.Replace(push, push with { Events = [change(push.Events[0]), .. push.Events.Skip(1)] });
    }
}
