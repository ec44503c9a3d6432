using Parley.Faults.Checking;
using Parley.Faults.History;
using Xunit;

namespace Parley.Tests.Unit.Faults.Checking;

/// <summary>Runs in which the log was set back: before and after are two logs.</summary>
public class RestoredRunsTests
{
    [Fact]
    public void What_a_backup_gives_up_is_no_loss_if_it_came_after_the_moment()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var tape = new Tape(GoodRun.Of(seed), seed);
            var heads = tape.Rooms.ToDictionary(room => room, room => tape.Log(room).Count);
            var restored = tape.Restore();
            Assert.Contains(heads, head => restored.Heads[head.Key] < head.Value);
            Green(tape, seed);
        }
    }

    /// <summary>The same client id, repeated because the first answer was lost with the server, is stored in the new log as if nothing had been.</summary>
    [Fact]
    public void A_command_that_was_open_may_be_answered_by_the_other_log()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var tape = new Tape(GoodRun.Of(seed), seed);
            var open = tape.Pick(tape.Of<Invoked>().Where(invoked => invoked.Kind == OperationKind.Send)) with { Op = tape.NewOp(), At = tape.End, ClientId = "open", User = Tape.Owner, Client = tape.ClientOf(Tape.Owner), Text = "open" };
            tape.Add(open);
            var restored = tape.Restore();
            Extend(tape, open, restored.At + 2);
            Green(tape, seed);

            tape.RemoveAll(record => record is Acked { Epoch: "e2" });
            Assert.Contains(HistoryChecker.Check(RecordedRun.Of([.. tape.Records]), new CheckOptions()).Violations, violation => violation.Rule == Rule.OutcomesHold); // nobody tells it
        }
    }

    /// <summary>The restored log gets the event that a command asks for, and says so.</summary>
    private static void Extend(Tape tape, Invoked invoked, long at)
    {
        var page = tape.Restored().Single(page => page.Room == invoked.Room);
        var state = tape.Of<FinalState>().Last(state => state.Room == invoked.Room);
        var e = new HistoryEvent { Seq = page.LastSeq + 1, Kind = EventKinds.MessagePosted, Sender = invoked.User, ClientId = invoked.ClientId, N = state.N + 1, Text = invoked.Text };
        tape.Add(new Acked { At = at, Client = invoked.Client, User = invoked.User, Connection = 0, Room = invoked.Room, Op = invoked.Op, Seq = e.Seq, Epoch = page.Epoch });
        tape.Replace(page, page with { At = at + 1, LastSeq = e.Seq, Events = page.Events.Add(e) });
        tape.Replace(state, state with { At = at + 1, LastSeq = e.Seq, N = e.N });
    }

    private static void Green(Tape tape, int seed)
    {
        var report = HistoryChecker.Check(RecordedRun.Of([.. tape.Records]), new CheckOptions());
        Assert.True(report.Verdict == Verdict.Green, $"Seed {seed}:\n{ReportText.Of(report)}");
    }
}
