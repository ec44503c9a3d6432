using Parley.Faults.Checking;
using Parley.Faults.History;
using Xunit;

namespace Parley.Tests.Unit.Faults.Checking;

/// <summary>Nothing broken is not enough: something must have been at stake.</summary>
public class VoidRunsTests
{
    [Fact]
    public void A_run_with_few_acknowledgements_is_void() =>
        Assert.Contains("acknowledged", VoidReason(GoodRun.Of(1), new CheckOptions { MinAcks = 100_000 }), StringComparison.Ordinal);

    [Fact]
    public void A_run_without_a_fault_is_void_unless_none_was_meant()
    {
        var calm = GoodRun.Of(1).Where(record => record is not (FaultBegan or FaultHealed)).ToList();
        Assert.Equal("No fault was injected.", VoidReason(calm, new CheckOptions()));
        Assert.Equal(Verdict.Green, HistoryChecker.Check(RecordedRun.Of(calm), new CheckOptions { FaultsAreExpected = false }).Verdict);
    }

    [Fact]
    public void A_run_whose_fault_left_no_evidence_is_void()
    {
        var run = GoodRun.Of(1).Select(record => record is FaultBegan fault ? fault with { Expects = [Evidence.Fenced] } : record).ToList();
        Assert.Contains("did not bite: no fenced", VoidReason(run, new CheckOptions()), StringComparison.Ordinal);

        // The same evidence before the fault proves nothing; within it, it does.
        var began = run.OfType<FaultBegan>().Single().At;
        Assert.Contains("did not bite", VoidReason([.. run, Fenced(began - 1)], new CheckOptions()), StringComparison.Ordinal);
        Assert.Equal(Verdict.Green, HistoryChecker.Check(RecordedRun.Of([.. run, Fenced(began + 1)]), new CheckOptions()).Verdict);
    }

    [Fact]
    public void An_answer_that_took_longer_than_half_a_second_is_evidence()
    {
        var run = GoodRun.Of(1).Select(record => record is FaultBegan fault ? fault with { Expects = [Evidence.Slow] } : record).ToList();
        Assert.Contains("no slow was seen", VoidReason(run, new CheckOptions()), StringComparison.Ordinal);

        var began = run.OfType<FaultBegan>().Single().At;
        var late = run.OfType<Invoked>().First(invoked => invoked.At > began && invoked.Kind == OperationKind.MarkRead);
        Failed failed = new() { At = late.At + 600_000_000, Client = late.Client, User = late.User, Connection = 0, Room = late.Room, Op = late.Op, Code = "busy" };
        var slow = run.Where(record => record is not Answer answer || answer.Op != late.Op).Append(failed).OrderBy(record => record.At);
        Assert.Equal(Verdict.Green, HistoryChecker.Check(RecordedRun.Of(slow), new CheckOptions()).Verdict);
    }

    [Theory]
    [InlineData(Evidence.Error)]
    [InlineData(Evidence.Retry)]
    [InlineData(Evidence.Reconnect)]
    [InlineData(Evidence.Failover)]
    [InlineData(Evidence.Gap)]
    public void What_clients_see_is_evidence(Evidence evidence)
    {
        var run = GoodRun.Of(1).Select(record => record is FaultBegan fault ? fault with { Expects = [evidence] } : record);
        Assert.Equal(Verdict.Green, HistoryChecker.Check(RecordedRun.Of(run), new CheckOptions()).Verdict);
    }

    [Fact]
    public void A_run_whose_recorder_did_not_live_to_its_end_is_void()
    {
        var report = HistoryChecker.Check(RecordedRun.Of(GoodRun.Of(1)) with { TruncatedLine = 5 }, new CheckOptions());
        Assert.Equal(Verdict.Void, report.Verdict);
        Assert.Contains("Line 5", Assert.Single(report.VoidBecause), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_promise_counts_however_little_happened()
    {
        var run = GoodRun.Of(1).Where(record => record is not FinalPage);
        Assert.Equal(Verdict.Red, HistoryChecker.Check(RecordedRun.Of(run), new CheckOptions { MinAcks = 100_000 }).Verdict);
    }

    private static string VoidReason(IEnumerable<HistoryRecord> run, CheckOptions options)
    {
        var report = HistoryChecker.Check(RecordedRun.Of(run), options);
        Assert.Equal(Verdict.Void, report.Verdict);
        return Assert.Single(report.VoidBecause);
    }

    private static EvidenceSeen Fenced(long at) => new() { At = at, Evidence = Evidence.Fenced, Detail = "silo log" };
}
