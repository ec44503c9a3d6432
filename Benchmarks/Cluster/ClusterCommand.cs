using System.CommandLine;

namespace Parley.Benchmarks.Cluster;

internal static class ClusterCommand
{
    public static Command Make()
    {
        var part = new Option<string>("--part") { DefaultValueFactory = _ => ClusterBenchmark.Parts[0], Description = $"One of {string.Join(", ", ClusterBenchmark.Parts)}." };
        var (rooms, members, rate) = (SharedOptions.Rooms(10), SharedOptions.Members(100), SharedOptions.Rate());
        var (seconds, warmUp, runs, output) = (SharedOptions.Seconds(), SharedOptions.WarmUp(), SharedOptions.Runs(), SharedOptions.Output());
        var command = new Command("cluster", "What it costs to be several processes: CPU per delivery beside one process; a room's CPU on its silo by members and by frontends.")
        {
            part, rooms, members, rate, seconds, warmUp, runs, output,
        };
        command.SetAction((result, cancellation) => ClusterBenchmark.RunAsync(
            new ClusterBenchmark.Load(
                result.GetValue(part)!, result.GetValue(rooms), result.GetValue(members), result.GetValue(rate), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(runs),
                result.GetValue(output)),
            cancellation));
        return command;
    }
}
