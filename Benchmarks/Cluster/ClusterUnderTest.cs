using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Parley.LocalCluster;

namespace Parley.Benchmarks.Cluster;

/// <summary>A release build cluster on loopback: MariaDB, Redis, silos and frontends as processes, no proxy in between.</summary>
public sealed class ClusterUnderTest : IAsyncDisposable
{
    private readonly LocalClusterOptions _options;

    private ClusterUnderTest(ParleyCluster cluster, LocalClusterOptions options) => (Processes, _options) = (cluster, options);

    public ParleyCluster Processes { get; }

    public static async Task<ClusterUnderTest> StartAsync(int silos, int frontends, CancellationToken cancellation)
    {
        if (ParleyCluster.Missing is { Count: > 0 } missing)
        {
            throw new BenchmarkException(string.Join(Environment.NewLine, missing));
        }

        var options = new LocalClusterOptions
        {
            Silos = silos, Frontends = frontends, WithProxy = false,
            Settings = ImmutableSortedDictionary<string, string>.Empty.Add("Parley__Throttling__Enabled", "false"),
        };
        return new ClusterUnderTest(await ParleyCluster.StartAsync(options, cancellation), options);
    }

    /// <summary>An access token of a user who is a member of the room; both are made if missing.</summary>
    public async Task<string> TokenAsync(string room)
    {
        var start = new ProcessStartInfo("dotnet", [_options.SiloProgram, "admin", "issue-tokens", "--prefix", "prober", "--users", "1", "--room", room])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        };
        start.Environment["Parley__Mode"] = "Cluster";
        start.Environment["ConnectionStrings__MySql"] = Processes.MariaDb.ConnectionString();
        start.Environment["ConnectionStrings__Redis"] = $"127.0.0.1:{Processes.Redis.Port.ToString(CultureInfo.InvariantCulture)}";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split('\t') is [_, var token] ? token.Trim() : throw new BenchmarkException("admin issue-tokens gave no token.");
    }

    public ValueTask DisposeAsync() => Processes.DisposeAsync();
}
