using System.CommandLine;

namespace Parley.Benchmarks.Resume;

internal static class ResumeCommand
{
    public static Command Make()
    {
        var engine = SharedOptions.Engine();
        var clients = SharedOptions.Int("--clients", 10_000, "Clients, each a user with a connection.");
        var rooms = SharedOptions.Int("--rooms", 100, "Rooms, with as many clients each.");
        var missed = SharedOptions.Int("--missed", 50, "Messages that each client has missed.");
        var (runs, output) = (SharedOptions.Runs(), SharedOptions.Output());
        var command = new Command("resume", "W8: clients are cut off, miss messages and come back at once; how long until all have all, and what the database is asked (mariadb).")
        {
            engine, clients, rooms, missed, runs, output,
        };
        command.SetAction((result, cancellation) => ResumeBenchmark.RunAsync(
            new ResumeBenchmark.Load(
                result.GetValue(engine)!, result.GetValue(clients), result.GetValue(rooms), result.GetValue(missed), result.GetValue(runs), result.GetValue(output)),
            cancellation));
        return command;
    }
}
