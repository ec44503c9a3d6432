using System.CommandLine;

namespace Parley.Benchmarks.History;

internal static class HistoryCommand
{
    public static Command Make()
    {
        var (engine, output) = (SharedOptions.Engine(), SharedOptions.Output());
        var shortRoom = SharedOptions.Int("--short", 1_000, "Messages of the short room.");
        var longRoom = SharedOptions.Int("--long", 1_000_000, "Messages of the long room.");
        var samples = SharedOptions.Int("--samples", 2_000, "Reads of each kind in each room.");
        var command = new Command(
            "history", "W9: fills a short and a long room and reads both in turns: newest page, somewhere, what was missed; says how much longer the long one takes, and how many rows are read (mariadb).")
        {
            engine, shortRoom, longRoom, samples, output,
        };
        command.SetAction((result, cancellation) => HistoryBenchmark.RunAsync(
            new HistoryBenchmark.Load(
                result.GetValue(engine)!, result.GetValue(shortRoom), result.GetValue(longRoom), result.GetValue(samples), WarmUp: result.GetValue(samples) / 4, result.GetValue(output)),
            cancellation));
        return command;
    }
}
