using System.CommandLine;
using Parley.Faults.Runs;
using Parley.LocalCluster;

namespace Parley.Faults.Drill;

/// <summary><c>drill</c>: the days that operators fear, in a quarter of an hour, under load.</summary>
internal static class DrillCommand
{
    public static Command Create()
    {
        var older = new Option<string>("--older") { Required = true, Description = "A built source tree of an older version, which the cluster begins as. See dev/drill." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Of the load." };
        var output = new Option<string?>("--out") { Description = "Where histories, the dump and logs are kept. Default: a new folder among the system's temporary ones." };
        var drill = new Command(
            "drill", "Installs an older version, upgrades it under load, loses the primary database, restores to a point in time, scales out and in. Exit code 0: no acknowledged message was lost; 1: not; 3: something did not start.")
        {
            older, seed, output,
        };
        drill.SetAction(async (result, cancellation) =>
        {
            try
            {
                var folder = result.GetValue(output) ?? Directory.CreateTempSubdirectory("parley-drill-").FullName;
                return await new DrillRun(new OlderBuild(result.GetValue(older)!), result.GetValue(seed), folder, Console.Out).RunAsync(cancellation) ? 0 : 1;
            }
            catch (ClusterException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 3;
            }
        });
        return drill;
    }
}
