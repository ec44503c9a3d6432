using System.CommandLine;

namespace Parley.Benchmarks.Cluster;

internal static class FailoverCommand
{
    public static Command Make()
    {
        var fault = new Option<string>("--fault") { DefaultValueFactory = _ => "kill", Description = $"One of {string.Join(", ", FailoverBenchmark.Faults)}." };
        var (runs, rooms) = (SharedOptions.Int("--runs", 20, "Runs."), SharedOptions.Rooms(10));
        var (silos, frontends) = (SharedOptions.Int("--silos", 2, "Silos."), SharedOptions.Int("--frontends", 2, "Frontends."));
        var starve = SharedOptions.Int("--starve", 60, "Seconds without enough processor time, for the fault starve.");
        var command = new Command("failover", "Kills, freezes, stops, adds or starves silos of a cluster, or starts all of it anew; says how long no send was acknowledged.")
        {
            fault, runs, rooms, silos, frontends, starve,
        };
        command.SetAction((result, cancellation) => FailoverBenchmark.RunAsync(
            new FailoverBenchmark.Load(
                result.GetValue(fault)!, result.GetValue(runs), result.GetValue(rooms), result.GetValue(silos), result.GetValue(frontends), result.GetValue(starve)),
            cancellation));
        return command;
    }
}
