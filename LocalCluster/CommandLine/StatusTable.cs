using System.Globalization;
using Parley.LocalCluster.Processes;

namespace Parley.LocalCluster.CommandLine;

/// <summary>What there is and how it is, a line each.</summary>
internal static class StatusTable
{
    private static readonly string[] Head = ["what", "pid", "state", "address", "ready"];

    /// <summary>Asks all at the same time.</summary>
    public static async Task<string> OfAsync(ParleyCluster cluster, CancellationToken cancellation) =>
        Text(await Task.WhenAll(cluster.Processes.Select(process => RowAsync(process, cancellation))));

    /// <summary>Columns as wide as their widest cell.</summary>
    internal static string Text(IReadOnlyList<string[]> rows)
    {
        string[][] lines = [Head, .. rows];
        var widths = Enumerable.Range(0, Head.Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        return string.Join('\n', lines.Select(line => string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }

    private static async Task<string[]> RowAsync(ManagedProcess process, CancellationToken cancellation)
    {
        var why = await process.WhyNotReadyAsync(cancellation);
        var state = process.State;
        return
        [
            process.Name,
            state == ProcessState.Dead ? "-" : process.Identity!.Pid.ToString(CultureInfo.InvariantCulture),
            state.ToString().ToLowerInvariant(),
            process.Address,
            why is null ? "ready" : state == ProcessState.Running ? $"no: {why}" : "no",
        ];
    }
}
