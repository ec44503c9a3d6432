using System.CommandLine;

namespace Parley.Benchmarks.Compare;

internal static class ReportCommand
{
    public static Command Make()
    {
        var inputs = new Option<string[]>("--input") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Folders that hold a results.json." };
        var folder = new Option<string?>("--output") { Description = "Folder for report.html; the first input, if none is named." };
        var command = new Command("report", "Writes report.html from results.json of one or several measurements.") { inputs, folder };
        command.SetAction((result, cancellation) => HtmlReport.WriteAsync(result.GetValue(inputs)!, result.GetValue(folder) ?? result.GetValue(inputs)![0], cancellation));
        return command;
    }
}
