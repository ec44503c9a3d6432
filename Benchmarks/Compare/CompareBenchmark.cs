using Parley.Benchmarks.Peers;
using Parley.Benchmarks.Results;

namespace Parley.Benchmarks.Compare;

/// <summary>The same work for several servers, in turns (A B A B …), each started anew for each run.</summary>
public static class CompareBenchmark
{
    /// <param name="Workloads">Names; with several of them, each server does one after the other in each of its turns.</param>
    /// <param name="Peers">Names; empty: all.</param>
    /// <param name="Output">Folder for results.json and report.html; null: none are written.</param>
    public sealed record Options(IReadOnlyList<string> Workloads, IReadOnlyList<string> Peers, int Runs, int Seconds, int WarmUp, string? Output);

    /// <returns>0: no run was void.</returns>
    public static async Task<int> RunAsync(Options options, CancellationToken cancellation)
    {
        var loads = options.Workloads.Select(name => (Load: Workload.Find(name), Measured: new Measured(Workload.Find(name).Name))).ToList();
        var peers = options.Peers.Count == 0 ? AllPeers.List : [.. options.Peers.Select(AllPeers.Find)];
        var length = new Run.Length(TimeSpan.FromSeconds(options.WarmUp), TimeSpan.FromSeconds(options.Seconds));
        foreach (var (load, _) in loads)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{load.Name}, {load.What}: {load.Rooms:N0} rooms × {load.Members:N0} members × {load.Rate}/s, {load.Users:N0} connections, {load.Deliveries:N0} deliveries/s asked; {options.Runs} × {options.Seconds} s"));
        }

        var isWhole = true;
        for (var run = 1; run <= options.Runs; run++)
        {
            foreach (var peer in peers)
            {
                foreach (var (load, measured) in loads)
                {
                    isWhole &= await TryAsync(peer, load, length, run, measured, cancellation);
                }
            }
        }

        await ReportAsync([.. loads.SelectMany(load => load.Measured.Results)], options.Output, cancellation);
        return isWhole ? 0 : 1;
    }

    /// <summary>One run; what goes wrong with it is noted, and ends nothing but this run.</summary>
    internal static async Task<bool> TryAsync(IPeer peer, Workload load, Run.Length length, int run, Measured measured, CancellationToken cancellation)
    {
        try
        {
            await Run.MeasureAsync(peer, load, length, run, measured, cancellation);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            var note = $"run {run} has no figures: {(e is BenchmarkException ? e.Message : $"{e.GetType().Name}: {e.Message}")}";
            measured.Note(peer.Name, note);
            await Console.Error.WriteLineAsync($"{load.Name}, {peer.Name}: {note}");
            return false;
        }
    }

    private static async Task ReportAsync(IReadOnlyList<RunResult> results, string? folder, CancellationToken cancellation)
    {
        Measured.Print(results);
        foreach (var ratio in Ratio.Of(results))
        {
            Console.WriteLine(ratio);
        }

        foreach (var verdict in Target.Judge(results))
        {
            Console.WriteLine(verdict);
        }

        if (folder is not null)
        {
            await ResultsFile.WriteAsync(folder, results, cancellation);
            await HtmlReport.WriteAsync([folder], folder, cancellation);
        }
    }
}
