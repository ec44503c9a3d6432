using System.CommandLine;
using Parley.Faults.Checking;
using Parley.Faults.History;

namespace Parley.Faults;

/// <summary><c>check FILE</c>: holds a history file to every rule and prints the report.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A history, as a run recorded it." };
        var minAcks = new Option<int>("--min-acks") { DefaultValueFactory = _ => new CheckOptions().MinAcks, Description = "With fewer acknowledged commands the run is void." };
        var converge = new Option<int>("--converge-within") { DefaultValueFactory = _ => 30, Description = "Seconds after which every subscriber must be at the head." };
        var away = new Option<int?>("--max-unavailability") { Description = "Seconds that a room may be away; without it they are only reported." };
        var calm = new Option<bool>("--without-faults") { Description = "The run had no nemesis: do not call it void for that." };

        var check = new Command("check", "Checks a recorded history. Exit code 0: green; 1: red; 2: void; 3: it cannot be read.") { file, minAcks, converge, away, calm };
        check.SetAction((result, cancellation) => RunAsync(
            result.GetRequiredValue(file),
            new CheckOptions
            {
                MinAcks = result.GetValue(minAcks),
                FaultsAreExpected = !result.GetValue(calm),
                ConvergeWithin = TimeSpan.FromSeconds(result.GetValue(converge)),
                MaxUnavailability = result.GetValue(away) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            },
            cancellation));
        return check;
    }

    private static async Task<int> RunAsync(string file, CheckOptions options, CancellationToken cancellation)
    {
        try
        {
            var report = HistoryChecker.Check(await RecordedRun.LoadAsync(file, cancellation), options);
            Console.WriteLine(ReportText.Of(report));
            return report.Verdict switch { Verdict.Green => 0, Verdict.Red => 1, _ => 2 };
        }
        catch (Exception e) when (e is HistoryException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 3;
        }
    }
}
