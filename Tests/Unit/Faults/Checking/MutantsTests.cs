using System.Collections.Immutable;
using Parley.Faults.Checking;
using Parley.Faults.History;
using Xunit;

namespace Parley.Tests.Unit.Faults.Checking;

public class MutantsTests
{
    private static readonly int[] Seeds = [1, 2, 3];
    private static readonly Dictionary<int, ImmutableArray<HistoryRecord>> Good = Seeds.ToDictionary(seed => seed, GoodRun.Of);
    private static readonly CheckOptions Options = new() { MaxUnavailability = TimeSpan.FromSeconds(10) };

    public static TheoryData<string, string> Names => [.. Mutants.All.Select(mutant => (mutant.Name, mutant.Aim.Code))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutant_is_caught_by_the_rule_that_it_aims_at(string name, string rule)
    {
        var mutant = Mutants.All.Single(mutant => mutant.Name == name);
        foreach (var seed in Seeds)
        {
            var tape = new Tape(Good[seed], seed);
            mutant.Spoil(tape);
            var report = HistoryChecker.Check(RecordedRun.Of(tape.Records), Options);

            Assert.Equal(Verdict.Red, report.Verdict);
            var caught = report.Violations.Where(violation => violation.Rule.Code == rule).ToList();
            Assert.True(caught.Count > 0, $"Seed {seed}: {rule} did not notice.\n{ReportText.Of(report)}");
            Assert.All(caught, violation => Assert.True(violation.Room.Length > 0 && (violation.Lines.Length > 0 || mutant.Name == "log never read"), violation.ToString()));
        }
    }

    [Fact]
    public void Every_rule_has_mutants_that_aim_at_it()
    {
        Assert.Equal(Rule.All.Select(rule => rule.Code), Mutants.All.Select(mutant => mutant.Aim).Distinct().OrderBy(rule => Rule.All.IndexOf(rule)).Select(rule => rule.Code));
        Assert.Equal(Mutants.All.Length, Mutants.All.Select(mutant => mutant.Name).Distinct().Count());
    }

    [Fact]
    public void What_is_spoiled_was_green_under_the_same_options() => Assert.All(Seeds, seed =>
        Assert.Equal(Verdict.Green, HistoryChecker.Check(RecordedRun.Of(Good[seed]), Options).Verdict));
}
