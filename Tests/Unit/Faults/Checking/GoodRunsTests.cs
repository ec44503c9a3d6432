using Parley.Faults.Checking;
using Parley.Faults.History;
using Xunit;

namespace Parley.Tests.Unit.Faults.Checking;

public class GoodRunsTests
{
    private const int Seeds = 60;

    [Fact]
    public void Runs_in_which_every_promise_was_kept_are_green()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var report = HistoryChecker.Check(RecordedRun.Of(GoodRun.Of(seed)), new CheckOptions());
            Assert.True(report.Verdict == Verdict.Green, $"Seed {seed}:\n{ReportText.Of(report)}");
        }
    }

    [Fact]
    public void They_hold_everything_that_a_checker_could_wrongly_object_to()
    {
        var runs = Enumerable.Range(1, 10).Select(seed => GoodRun.Of(seed)).ToList();
        Assert.All(runs, run =>
        {
            var counts = HistoryChecker.Check(RecordedRun.Of(run), new CheckOptions()).Counts;
            Assert.InRange(counts.Acks, 300, 2000);
            Assert.All([counts.Retries, counts.Failed, counts.Unknown, counts.Disconnections, counts.Gaps], count => Assert.NotEqual(0, count));
            Assert.Contains(run, record => record is Subscribed { Complete: false });
            Assert.Contains(run, record => record is FinalPage page && page.Events.Any(e => e.Kind == EventKinds.MemberKicked && e.Sender != e.User));
            Assert.Contains(run, record => record is FinalPage page && page.Events.Any(e => e is { Kind: EventKinds.MessageEdited, Deleted: true }));
        });
    }

    [Theory]
    [InlineData(OperationKind.Send)]
    [InlineData(OperationKind.Edit)]
    public void A_repeat_with_other_content_is_not_compared_with_what_was_erased_meanwhile(OperationKind kind)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var tape = new Tape(GoodRun.Of(seed), seed);
            var deleted = tape.Stored(OperationKind.Delete).ToLookup(delete => (delete.Invoked.Room, delete.Invoked.Target));
            var (erased, deletion) = tape.Pick(from stored in tape.Stored(kind)
                                               from delete in deleted[(stored.Invoked.Room, stored.Invoked.Target ?? stored.Event.Seq)]
                                               select (stored, delete));

            RepeatWithOtherContent(tape, erased, deletion.Ack.At + 1);
            var report = HistoryChecker.Check(RecordedRun.Of([.. tape.Records]), new CheckOptions());
            Assert.True(report.Verdict == Verdict.Green, $"Seed {seed}:\n{ReportText.Of(report)}");
        }
    }

    /// <summary>As a client does that takes a client id twice; it is told the number of the first.</summary>
    private static void RepeatWithOtherContent(Tape tape, Stored stored, long at)
    {
        var repeat = stored.Invoked with { Op = tape.NewOp(), At = at, Text = "another" };
        tape.Add(repeat);
        tape.Add(stored.Ack with { Op = repeat.Op, At = at + 1 });
    }

    [Fact]
    public void The_same_seed_is_the_same_run() =>
        Assert.Equal(GoodRun.Of(7).Select(record => record.ToString()), GoodRun.Of(7).Select(record => record.ToString()));
}
