using System.CommandLine;
using Parley.Benchmarks.Peers;

namespace Parley.Benchmarks.Compare;

internal static class CompareCommand
{
    public static Command Make()
    {
        var workloads = new Option<string>("--workload")
        {
            DefaultValueFactory = _ => "W2", Description = $"One or several, with commas between: {string.Join(", ", Workload.All.Select(one => $"{one.Name} ({one.What})"))}.",
        };
        var peers = new Option<string>("--peers") { DefaultValueFactory = _ => "", Description = $"Some of {string.Join(",", AllPeers.List.Select(peer => peer.Name))}; all, if none is named." };
        var (runs, seconds, warmUp, output) = (SharedOptions.Runs(), SharedOptions.Seconds(), SharedOptions.WarmUp(), SharedOptions.Output());
        var command = new Command("compare", "W1, W2, W3, W4, W7: the same work for Parley and for what people would use instead, in turns; every delivery is checked.")
        {
            workloads, peers, runs, seconds, warmUp, output,
        };
        command.SetAction((result, cancellation) => CompareBenchmark.RunAsync(
            new CompareBenchmark.Options(
                Names(result.GetValue(workloads)!), Names(result.GetValue(peers)!), result.GetValue(runs), result.GetValue(seconds), result.GetValue(warmUp), result.GetValue(output)),
            cancellation));
        return command;

        static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
