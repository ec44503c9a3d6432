using Parley.Benchmarks.Peers;
using Parley.Benchmarks.Results;

namespace Parley.Benchmarks.Compare;

/// <summary>The same work for several servers, in turns (A B A B …), each started anew for each run.</summary>
public static class CompareBenchmark
{
    /// <summary>A generator that uses more of its one thread than this may be what is measured.</summary>
    private const double BusyHarness = 80;

    /// <param name="Peers">Names; empty: all.</param>
    /// <param name="Output">Folder for results.json and report.html; null: none are written.</param>
    public sealed record Options(string Workload, IReadOnlyList<string> Peers, int Runs, int Seconds, int WarmUp, string? Output);

    public static async Task<int> RunAsync(Options options, CancellationToken cancellation)
    {
        var load = Workload.Find(options.Workload);
        var peers = options.Peers.Count == 0 ? AllPeers.List : [.. options.Peers.Select(AllPeers.Find)];
        var length = new Run.Length(TimeSpan.FromSeconds(options.WarmUp), TimeSpan.FromSeconds(options.Seconds));
        Console.WriteLine(FormattableString.Invariant(
            $"{load.Name}, {load.What}: {load.Rooms:N0} rooms × {load.Members:N0} members × {load.Rate}/s, {load.Users:N0} connections, {load.Deliveries:N0} deliveries/s asked; {options.Runs} × {options.Seconds} s"));

        var measured = new Measured(load.Name);
        var failed = 0;
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var peer in peers)
            {
                try
                {
                    await Run.MeasureAsync(peer, load, length, measured, cancellation);
                }
                catch (BenchmarkException e)
                {
                    failed++;
                    await Console.Error.WriteLineAsync($"{peer.Name}, run {run + 1}: {e.Message}");
                }
            }
        }

        await measured.ReportAsync(options.Output, cancellation);
        foreach (var busy in measured.Results.Where(result => result.Figures.First(figure => figure.Name == Run.Harness).Highest > BusyHarness))
        {
            Console.WriteLine($"{busy.Name}: the load generator used more than {BusyHarness} % of its core; the server may do more than was measured.");
        }

        foreach (var verdict in Target.Judge(measured.Results))
        {
            Console.WriteLine(verdict);
        }

        if (options.Output is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(options.Output, "report.html"), HtmlReport.Write(measured.Results), cancellation);
        }

        return failed == 0 ? 0 : 1;
    }
}
