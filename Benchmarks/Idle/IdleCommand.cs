using System.CommandLine;

namespace Parley.Benchmarks.Idle;

internal static class IdleCommand
{
    public static Command Make()
    {
        var connections = SharedOptions.Int("--connections", 19_000, "Idle connections; `ulimit -n` must allow as many files, and some hundreds more.");
        var (members, seconds) = (SharedOptions.Members(100), SharedOptions.Seconds(30));
        var settle = SharedOptions.Int("--settle", 45, "Seconds between the last connection and the first that is measured.");
        var runs = SharedOptions.Runs(1);
        var endpoints = new Option<string[]>("--endpoints") { DefaultValueFactory = _ => ["raw", "hub"], AllowMultipleArgumentsPerToken = true, Description = "raw, hub." };
        var output = SharedOptions.Output();
        var command = new Command("idle", "W5: memory and CPU of connections that do nothing, with session, subscription and presence.")
        {
            connections, members, seconds, settle, runs, endpoints, output,
        };
        command.SetAction((result, cancellation) => IdleBenchmark.RunAsync(
            new IdleBenchmark.Load(
                result.GetValue(connections), result.GetValue(members), result.GetValue(seconds), result.GetValue(settle), result.GetValue(runs), result.GetValue(endpoints)!, result.GetValue(output)),
            cancellation));
        return command;
    }
}
