using Parley.Faults.Checking;
using Parley.Faults.Nemesis;
using Parley.Faults.Runs;
using Parley.LocalCluster;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Faults.Cluster;

/// <summary>One cluster for all tests of a class, started when the first of them needs it.</summary>
public sealed class ClusterUnderFaults : IAsyncLifetime
{
    /// <summary>Void runs prove nothing: a room that moved faster than anybody could notice, say. So often another seed may try.</summary>
    private const int MaxVoid = 2;

    private readonly TempFolder _folder = new();
    private FaultRig? _rig;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A short run of one fault.</summary>
    /// <param name="name">As the catalog calls it.</param>
    internal async Task<RunResult> RunAsync(string name, int seed)
    {
        Assert.SkipWhen(ParleyCluster.Missing.Count > 0, string.Join(' ', ParleyCluster.Missing));
        var fault = FaultCatalog.All.Concat(FaultCatalog.Controls).Single(fault => fault.Name == name);
        for (var attempt = 0; ; attempt++)
        {
            var result = await RunAsync(fault, seed + (100 * attempt));
            if (result.Verdict != Verdict.Void || attempt == MaxVoid)
            {
                return result;
            }
        }
    }

    private async Task<RunResult> RunAsync(Fault fault, int seed)
    {
        _rig ??= await FaultRig.StartAsync(silos: 2, frontends: 2, seed, cancellation: TestContext.Current.CancellationToken);
        var run = new FaultRun(_rig, fault, seed, calm: TimeSpan.FromSeconds(1.5), Path.Combine(_folder.Path, $"{seed}.jsonl"));
        return await run.RunAsync().WaitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_rig is not null)
        {
            await _rig.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>For a test that fails.</summary>
    internal static string Explain(RunResult result) => $"{result}\n{result.Broken}\n{(result.Report is null ? "" : ReportText.Of(result.Report))}";
}
