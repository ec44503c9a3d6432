using Parley.Faults.Checking;
using Parley.Faults.Nemesis;
using Parley.Faults.Runs;
using Parley.LocalCluster;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;

namespace Parley.Faults.Drill;

/// <summary>Install, load, upgrade under load, lose the primary database, restore to a point in time, scale out and in; the checker reads what clients saw in both halves.</summary>
internal sealed class DrillRun(OlderBuild older, int seed, string folder, TextWriter output)
{
    private const int Silos = 2;
    private const int Frontends = 2;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(3);

    private readonly DrillSteps _steps = new(output);

    /// <returns>True: nothing that was acknowledged is lost, in neither half, and the restored log is a beginning of the one before.</returns>
    /// <exception cref="ClusterException">Something did not start.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var data = Path.Combine(folder, "restored");
        var isKept = await UpToTheMomentAsync(data, cancellation) && await FromTheMomentAsync(data, cancellation);
        await output.WriteLineAsync($"\n{_steps.Table()}\n");
        return isKept;
    }

    /// <summary>On replicated stores, until the log of the end is restored as it was at an earlier moment, in a database of its own.</summary>
    private async Task<bool> UpToTheMomentAsync(string data, CancellationToken cancellation)
    {
        await using var rig = await _steps.DoAsync(
            "Install and start", () => FaultRig.StartAsync(Silos, Frontends, seed, older, Needs.Replicas, cancellation: cancellation), _ => $"{Silos} silos, {Frontends} frontends, a primary database with two replicas, Redis with Sentinels; the older version");
        var half = new UpgradeAndFailover(_steps, folder);
        var isGreen = await SayAsync(await new FaultRun(rig, half, seed, Calm, Path.Combine(folder, "1-upgrade-and-failover.jsonl")).RunAsync());
        if (half.Dump.Length == 0)
        {
            return false;
        }

        foreach (var process in rig.Cluster.Frontends.Concat<ManagedProcess>(rig.Cluster.Silos))
        {
            await process.StopAsync(cancellation);
        }

        var primary = rig.Replicas!.Databases.Primary;
        var whole = await LogCopy.ReadAsync(primary);
        var restored = new MariaDbProcess(new ProcessSetting(data, Detached: false, Patience: TimeSpan.FromSeconds(90)), FreePorts.OfThisMachine([]).Next());
        try
        {
            await restored.StartAsync(cancellation);
            await restored.WaitReadyAsync(cancellation);
            await _steps.DoAsync(
                "Restore to a point in time", () => BackupScripts.RestoreAsync(restored, half.Dump, primary.DataFolder, half.Moment, folder), "dump and binary log, into an empty server");
            var copy = await LogCopy.ReadAsync(restored);
            var wrong = copy.NotABeginningOf(whole, half.Moment, Slack).ToList();
            await output.WriteLineAsync($"    {copy.Events} of {whole.Events} events, up to {half.Moment:u}{string.Concat(wrong.Select(sentence => $"\n    {sentence}"))}");
            await _steps.DoAsync("Another epoch for the log", () => BackupScripts.NewEpochAsync(restored), "admin new-epoch");
            return isGreen && wrong.Count == 0 && copy.Events < whole.Events;
        }
        finally
        {
            await restored.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>A new cluster on what was restored.</summary>
    private async Task<bool> FromTheMomentAsync(string data, CancellationToken cancellation)
    {
        await using var rig = await _steps.DoAsync(
            "Start on what was restored", () => FaultRig.StartAsync(Silos, Frontends, seed, databaseFolder: Path.Combine(data, "mariadb"), cancellation: cancellation), _ => "this version");
        return await SayAsync(await new FaultRun(rig, new ScaleOutAndIn(_steps), seed + 1, Calm, Path.Combine(folder, "2-scale-out-and-in.jsonl")).RunAsync());
    }

    private async Task<bool> SayAsync(RunResult result)
    {
        await output.WriteLineAsync($"    {result}{(result.Broken is null ? "" : $"\n    The run did not come to its end: {result.Broken}")}");
        if (result is { Verdict: not Verdict.Green, Report: not null })
        {
            await output.WriteLineAsync(ReportText.Of(result.Report));
        }

        return result.Verdict == Verdict.Green;
    }
}
