using System.Diagnostics;
using Parley.LocalCluster.Processes;

namespace Parley.Benchmarks.Peers.Servers;

/// <summary>What the servers in <c>Peers/node</c> are made of. No workspace of the repository's: who builds Parley does not download Bun.</summary>
internal static class NodePackages
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public static string Path(string file) => System.IO.Path.Combine(Repository.Root, "Benchmarks", "Peers", "node", file);

    /// <summary>Once, and again when the lock file has changed.</summary>
    public static async Task InstallAsync(Tool npm, CancellationToken cancellation)
    {
        await OneAtATime.WaitAsync(cancellation);
        try
        {
            if (File.GetLastWriteTimeUtc(Path("node_modules/.package-lock.json")) >= File.GetLastWriteTimeUtc(Path("package-lock.json")))
            {
                return; // the time of a file that is not there is 1601
            }

            using var process = Process.Start(new ProcessStartInfo(npm.Path, ["ci", "--no-audit", "--no-fund"])
            {
                WorkingDirectory = Path(""), RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
            {
                throw new BenchmarkException($"`npm ci` in {Path("")} failed:\n{string.Join('\n', output)}");
            }
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
