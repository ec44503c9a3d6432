using System.Diagnostics;

namespace Parley.Benchmarks.Cluster;

/// <summary>Processes that want all of every core: what a noisy neighbour does.</summary>
internal static class Hogs
{
    private const int PerCore = 4;

    public static async Task RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        var hogs = Enumerable.Range(0, PerCore * Environment.ProcessorCount)
            .Select(_ => Process.Start(new ProcessStartInfo("sh", ["-c", "while :; do :; done"]) { UseShellExecute = false })!).ToList();
        try
        {
            await Task.Delay(duration, cancellation);
        }
        finally
        {
            foreach (var hog in hogs)
            {
                hog.Kill();
                hog.Dispose();
            }
        }
    }
}
