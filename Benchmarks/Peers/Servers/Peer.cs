using System.Globalization;
using Parley.LocalCluster;
using Parley.LocalCluster.Processes;

namespace Parley.Benchmarks.Peers.Servers;

/// <summary>A server that knows no users and keeps no message.</summary>
/// <param name="missing">What must be installed first, as a sentence; null: nothing.</param>
internal sealed class Peer(string name, IDialect dialect, Func<string?> missing, Func<RunningPeer, CancellationToken, Task> start) : IPeer
{
    public string Name => name;

    public bool IsDurable => false;

    public string? Missing => missing();

    public async Task<IRunningPeer> StartAsync(CancellationToken cancellation)
    {
        if (Missing is { } sentence)
        {
            throw new BenchmarkException(sentence);
        }

        var running = new RunningPeer(dialect);
        try
        {
            await start(running, cancellation);
            return running;
        }
        catch (ClusterException e)
        {
            await running.DisposeAsync();
            throw new BenchmarkException(e.Message);
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }
}
