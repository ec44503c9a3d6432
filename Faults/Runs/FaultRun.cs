using System.Diagnostics;
using Parley.Faults.Checking;
using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.Faults.Nemesis;

namespace Parley.Faults.Runs;

/// <summary>One run: new rooms, load, a fault, its end, quiet, the final log, the verdict.</summary>
/// <param name="calm">Load without a fault, before it and after it.</param>
/// <param name="history">File of the history; must not be there yet.</param>
internal sealed class FaultRun(Rig rig, Fault fault, int seed, TimeSpan calm, string history)
{
    /// <summary>How long anything may take that ought to come by itself once all is mended.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time = TimeProvider.System;

    public async Task<RunResult> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var done = new List<string>();
        string? broken = null;
        var isPromiseBroken = false;
        try
        {
            await rig.MakeWholeAsync();
            await RecordAsync(done);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            isPromiseBroken = e is BrokenPromiseException;
            broken = e is TimeoutException or LocalCluster.ClusterException or BrokenPromiseException ? e.Message : e.ToString(); // what happened until then is checked all the same
        }

        var report = File.Exists(history) ? HistoryChecker.Check(await RecordedRun.LoadAsync(history), new CheckOptions { FaultsAreExpected = true }) : null;
        return new RunResult(fault, seed, string.Join(", ", done), report, broken, Stopwatch.GetElapsedTime(started), history) { IsPromiseBroken = isPromiseBroken };
    }

    private async Task RecordAsync(List<string> done)
    {
        await using var recorder = HistoryRecorder.Create(history, _time);
        await recorder.RecordAsync(new RunStarted { At = 0, Name = $"{fault.Code} {fault.Name}", Seed = seed, StartedAt = _time.GetUtcNow() });
        await using var crowd = await Crowd.GatherAsync(recorder, rig.People, rig.Doors, fault.Shape(new LoadOptions()), seed, _time);
        await crowd.FlowsAsync(Patience);
        await Task.Delay(calm, _time);

        var stage = rig.Stage(crowd, recorder, seed, _time);
        try
        {
            await fault.StrikeAsync(stage);
        }
        finally
        {
            done.AddRange(stage.Done);
        }

        await rig.MakeWholeAsync();
        await crowd.FlowsAsync(Patience);
        await Task.Delay(calm, _time);
        await crowd.QuietenAsync(Patience);

        using var reader = new FinalReader(recorder, rig.Doors, _time);
        await crowd.ConvergeAsync(await reader.HeadsAsync(crowd, rig.People[0]), new CheckOptions().ConvergeWithin);
        await reader.RecordAsync(crowd, rig.People[0]);
    }
}
