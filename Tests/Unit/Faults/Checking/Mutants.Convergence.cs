using Parley.Faults.Checking;
using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal static partial class Mutants
{
    private const long Minute = 60_000_000_000;

    private static IEnumerable<Mutant> OfConvergence() =>
    [
        new("never converged: an event that nobody gets", Rule.Convergence, tape =>
        {
            var room = tape.Pick(tape.Rooms);
            var log = tape.Log(room);
            tape.SetLog(room, [.. log, new HistoryEvent { Seq = log.Count + 1, Kind = "somethingNew", Sender = Tape.Owner, N = log[^1].N }]);
        }),
        new("never came back", Rule.Convergence, tape =>
        {
            var away = tape.Pick(Readers(tape).SelectMany(client => tape.Of<Disconnected>().Where(lost => lost.Client == client && lost.At < tape.Of<FaultHealed>().First().At)));
            tape.RemoveAll(record => record is Connected or View or Pushed or GapTold && record is ClientRecord of && of.Client == away.Client && of.At > away.At);
        }),
        new("came to the head too late", Rule.Convergence, tape =>
        {
            var client = tape.Pick(Readers(tape));
            var last = tape.Of<Pushed>().Where(push => push.Client == client && push.Events[^1].Seq == tape.Log(push.Room).Count).ToList();
            var push = tape.Pick(last);
            tape.Replace(push, push with { At = tape.End + Minute });
        }),
        new("away for too long", Rule.Convergence, tape =>
        {
            var from = tape.Of<FaultBegan>().First().At;
            foreach (var record in tape.Records.Where(record => record.At > from).ToList())
            {
                tape.Replace(record, record with { At = record.At + Minute });
            }
        }),
    ];

    /// <summary>Clients of the owner, who is subscribed to everything to the end.</summary>
    private static IEnumerable<int> Readers(Tape tape) => tape.Of<Connected>().Where(connected => connected.User == Tape.Owner).Select(connected => connected.Client).Distinct();
}
