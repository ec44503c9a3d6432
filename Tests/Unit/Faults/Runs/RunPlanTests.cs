using Parley.Faults.Nemesis;
using Parley.Faults.Runs;
using Xunit;

namespace Parley.Tests.Unit.Faults.Runs;

public class RunPlanTests
{
    [Fact]
    public void Each_fault_has_its_turn_and_each_run_a_seed_of_its_own()
    {
        var plan = RunPlan.Of(Options() with { Seed = 7, Runs = 3, Faults = ["f1", "F6"] }).ToList();
        Assert.Equal(["F1", "F6", "F1", "F6", "F1", "F6"], plan.Select(run => run.Fault.Code));
        Assert.Equal([7, 8, 9, 10, 11, 12], plan.Select(run => run.Seed));
    }

    [Fact]
    public void Controls_run_only_when_named_and_long_faults_only_when_asked_for()
    {
        Assert.DoesNotContain(RunPlan.Of(Options()), run => run.Fault is Sabotage || run.Fault.IsLong);
        Assert.Equal(["X1"], RunPlan.Of(Options() with { Faults = ["X1"] }).Select(run => run.Fault.Code));
        Assert.Contains(RunPlan.Of(Options() with { WithLong = true }), run => run.Fault.Name == "silo SIGSTOP 90 s");
    }

    [Fact]
    public void What_one_needs_that_has_a_cluster_of_its_own_does_not_disturb_the_others()
    {
        var options = Options() with { Faults = ["F1", "F14", "F26", "F28"], Has = Needs.BinaryLog | Needs.FakeTime | Needs.Replicas | Needs.RedisCluster };
        var kinds = RunPlan.Of(options).GroupBy(run => RunPlan.NeededOfRig(options, run.Fault)).ToDictionary(kind => kind.Key, kind => kind.Select(run => run.Fault.Code).Distinct().ToArray());
        Assert.Equal(["F1", "F14"], kinds[Needs.FakeTime]);
        Assert.Equal(["F26"], kinds[Needs.BinaryLog]);
        Assert.Equal(["F28"], kinds[Needs.Replicas]);
        Assert.Equal(["F28"], kinds[Needs.RedisCluster]);
        Assert.Equal(4, kinds.Count);
    }

    [Fact]
    public void With_a_limit_of_time_there_is_always_a_next_run() =>
        Assert.Equal(1000, RunPlan.Of(Options() with { Time = TimeSpan.FromMinutes(1) }).Take(1000).Count());

    [Fact]
    public void Codes_that_there_are_not_are_named() => Assert.Equal(["F99"], RunPlan.Unknown(["F1", "X2", "F99"]));

    [Fact]
    public void Every_fault_has_a_name_of_its_own()
    {
        var names = FaultCatalog.All.Concat(FaultCatalog.OfReplicas).Concat(FaultCatalog.Controls).Select(fault => fault.Name).ToList();
        Assert.Equal(names.Distinct(), names);
    }

    private static RunOptions Options() => new() { Folder = "nowhere" };
}
