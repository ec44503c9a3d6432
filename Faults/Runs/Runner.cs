using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Parley.Faults.Checking;
using Parley.Faults.Nemesis;
using Parley.LocalCluster;

namespace Parley.Faults.Runs;

/// <summary>Run after run on one cluster; says what came of each and of all.</summary>
internal sealed class Runner(RunOptions options, TextWriter output)
{
    /// <summary>Of the tree that this program was built from; what was changed in it since is not seen.</summary>
    private static string Commit => typeof(Runner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, { Length: >= 7 } commit] ? commit[..7] : "";

    /// <returns>True: all green.</returns>
    /// <exception cref="ClusterException">The cluster did not start.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.Folder);
        var results = new List<RunResult>();
        var started = Stopwatch.GetTimestamp();
        var cancelled = new TaskCompletionSource();
        await using var cancelling = cancellation.Register(cancelled.SetResult);
        foreach (var left in RunPlan.LeftOut(options))
        {
            await output.WriteLineAsync($"Left out: {left.Code} {left.Name}. {string.Join(' ', Machine.Why(left.Needs))}");
        }

        var rigs = new Dictionary<Needs, Rig>();
        try
        {
            foreach (var (fault, seed) in RunPlan.Of(options))
            {
                if (cancellation.IsCancellationRequested || Stopwatch.GetElapsedTime(started) > options.Time)
                {
                    break;
                }

                var rig = await RigAsync(rigs, fault, cancellation);
                var history = Path.Combine(options.Folder, $"{results.Count + 1:000}-{fault.Code}-seed{seed}.jsonl");
                var run = new FaultRun(rig, fault, seed, options.Calm, history).RunAsync();
                if (await Task.WhenAny(run, cancelled.Task) != run)
                {
                    break; // taking the cluster away ends the run
                }

                var result = await run;
                results.Add(result);
                await output.WriteLineAsync(result.ToString());
                await KeepAsync(result, rig);
            }
        }
        finally
        {
            foreach (var rig in rigs.Values)
            {
                await rig.DisposeAsync();
            }
        }

        var table = ResultTable.Of(results, string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd} {Commit}"));
        await output.WriteLineAsync($"\n{table}");
        if (options.Report is not null)
        {
            ReportFile.Merge(options.Report, table);
        }

        if (!Directory.EnumerateFileSystemEntries(options.Folder).Any())
        {
            Directory.Delete(options.Folder);
        }

        return results.Count > 0 && results.TrueForAll(result => result.Verdict == Verdict.Green);
    }

    /// <summary>The cluster, or the embedded server, started when the first fault needs it.</summary>
    private async Task<Rig> RigAsync(Dictionary<Needs, Rig> rigs, Fault fault, CancellationToken cancellation)
    {
        var kind = fault.Needs & Needs.OfRig;
        if (!rigs.TryGetValue(kind, out var rig))
        {
            var isEmbedded = kind.HasFlag(Needs.Embedded);
            await output.WriteLineAsync(isEmbedded ? "Starting an embedded server." : $"Starting {options.Silos} silos and {options.Frontends} frontends{(kind == Needs.Nothing ? "" : $" ({kind})")}.");
            rigs[kind] = rig = isEmbedded
                ? await EmbeddedRig.StartAsync(cancellation)
                : await FaultRig.StartAsync(options.Silos, options.Frontends, options.Seed, options.Older, RunPlan.NeededOfRig(options, fault), cancellation: cancellation);
        }

        return rig;
    }

    /// <summary>What a person needs to understand a run that is not green: what is wrong, the history, the logs of all processes.</summary>
    private async Task KeepAsync(RunResult result, Rig rig)
    {
        if (result.Verdict == Verdict.Green)
        {
            if (!options.Keep)
            {
                File.Delete(result.History);
            }

            return;
        }

        var folder = Path.ChangeExtension(result.History, null);
        Directory.CreateDirectory(folder);
        foreach (var process in rig.Processes.Where(process => File.Exists(process.LogPath)))
        {
            File.Copy(process.LogPath, Path.Combine(folder, Path.GetFileName(process.LogPath)), overwrite: true);
        }

        var text = $"{result}\n{(result.Broken is null ? "" : $"The run did not come to its end: {result.Broken}\n")}{(result.Report is null ? "" : ReportText.Of(result.Report))}\n";
        await File.WriteAllTextAsync(Path.Combine(folder, "report.txt"), text, CancellationToken.None);
        await output.WriteLineAsync(string.Join('\n', text.Split('\n').Skip(1).Select(line => "    " + line)).TrimEnd());
        await output.WriteLineAsync($"    History: {result.History}; logs: {folder}");
    }
}
