using Parley.Faults.Checking;
using Parley.Faults.Nemesis;
using Parley.Faults.Runs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Faults.Runs;

public class ResultTableTests
{
    private const string Page = "# Page\n\n<!-- results of fault runs; ./test.sh faults --report adds to them -->\n<!-- end of results -->\n\nMore.\n";

    [Fact]
    public void A_run_that_did_not_come_about_is_void_and_counts_as_nothing_else()
    {
        var table = ResultTable.Of([Void("F1", 1), Void("F1", 2)], "2026-01-02 abc").ToString();
        Assert.EndsWith("| F1 silo kill -9 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0.0 s | 2 | 2026-01-02 abc |\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_that_a_fault_itself_has_seen_broken_makes_a_run_red_and_is_counted()
    {
        var run = Void("F29", 1) with { IsPromiseBroken = true };
        Assert.Equal(Verdict.Red, run.Verdict);
        var table = ResultTable.Of([run], "2026-01-02 abc").ToString();
        Assert.EndsWith(" | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0.0 s | 0 | 2026-01-02 abc |\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_add_to_those_that_stand_on_the_page_and_the_rest_of_it_stays()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "page.md");
        File.WriteAllText(path, Page);
        var first = ResultTable.Parse("| F2 silo SIGSTOP 5 s | 3 | 700 | 1 | 2 | 3 | 4 | 5 | 9.5 s | 6 |\n| F1 silo kill -9 | 1 | 10 | 0 | 0 | 0 | 0 | 0 | 2.0 s | 0 | 2026-01-02 abc |");

        ReportFile.Merge(path, first);
        ReportFile.Merge(path, first);
        ReportFile.Merge(path, ResultTable.Parse("| F2 silo SIGSTOP 5 s | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0.0 s | 0 | 2026-02-01 def |"));

        var page = File.ReadAllText(path);
        Assert.StartsWith("# Page\n", page, StringComparison.Ordinal);
        Assert.EndsWith("-->\n\nMore.\n", page, StringComparison.Ordinal);
        Assert.Contains(
            "| F1 silo kill -9 | 2 | 20 | 0 | 0 | 0 | 0 | 0 | 2.0 s | 0 | 2026-01-02 abc |\n| F2 silo SIGSTOP 5 s | 6 | 1400 | 2 | 4 | 6 | 8 | 10 | 9.5 s | 12 | 2026-02-01 def |\n| all | 8 | 1420 | 2 | 4 | 6 | 8 | 10 | 9.5 s | 12 | 2026-02-01 def |\n",
            page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_run_of_a_day_is_that_which_was_added_last()
    {
        var standing = ResultTable.Parse("| F1 silo kill -9 | 1 | 10 | 0 | 0 | 0 | 0 | 0 | 2.0 s | 0 | 2026-01-02 fff |");
        Assert.Contains("| 2026-01-02 aaa |", standing.With(ResultTable.Of([Void("F1", 1)], "2026-01-02 aaa")).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("2026-01-01", standing.With(ResultTable.Of([Void("F1", 1)], "2026-01-01 aaa")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_without_a_block_is_not_written_to()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "page.md");
        File.WriteAllText(path, "# Page\n");
        Assert.Throws<IOException>(() => ReportFile.Merge(path, ResultTable.Of([Void("F1", 1)], "")));
        Assert.Equal("# Page\n", File.ReadAllText(path));
    }

    private static RunResult Void(string code, int seed) =>
        new(FaultCatalog.All.First(fault => fault.Code == code), seed, "silo1", Report: null, "the cluster did not start", TimeSpan.Zero, "history");
}
