using System.CommandLine;

namespace Parley.Benchmarks.Durable;

internal static class DurableCommand
{
    public static Command Make()
    {
        var (engine, rooms, members) = (SharedOptions.Engine(), SharedOptions.Rooms(200), SharedOptions.Members(5));
        var inFlight = SharedOptions.Int("--in-flight", 4, "Sends of one member that may wait for their ack.");
        var (seconds, warmUp, runs) = (SharedOptions.Seconds(), SharedOptions.WarmUp(), SharedOptions.Runs());
        var controlSeconds = SharedOptions.Int("--control-seconds", 5, "Seconds that each control runs in each run; 0: none.");
        var output = SharedOptions.Output();
        var command = new Command("durable", "W6: durable sends as fast as they go, beside one INSERT per message, one state write per message and the disk; and acks at half of that load.")
        {
            engine, rooms, members, inFlight, seconds, warmUp, runs, controlSeconds, output,
        };
        command.SetAction((result, cancellation) => DurableBenchmark.RunAsync(
            new DurableBenchmark.Load(
                result.GetValue(engine)!, result.GetValue(rooms), result.GetValue(members), result.GetValue(inFlight), result.GetValue(seconds), result.GetValue(warmUp),
                result.GetValue(runs), result.GetValue(controlSeconds), result.GetValue(output)),
            cancellation));
        return command;
    }
}
