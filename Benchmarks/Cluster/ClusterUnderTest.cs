using System.Collections.Immutable;
using System.Globalization;
using Parley.Benchmarks.Servers;
using Parley.LocalCluster;

namespace Parley.Benchmarks.Cluster;

/// <summary>A release build cluster on loopback: MariaDB, Redis, silos and frontends as processes, no proxy in between.</summary>
public sealed class ClusterUnderTest : IParley
{
    private ClusterUnderTest(ParleyCluster cluster) => Processes = cluster;

    public ParleyCluster Processes { get; }

    public string Name => string.Create(CultureInfo.InvariantCulture, $"Parley, {Processes.Silos.Count} silos + {Processes.Frontends.Count} frontends, MariaDB");

    public IReadOnlyList<int> Ports => [.. Processes.Frontends.Select(frontend => frontend.Url.Port)];

    public IReadOnlyList<int> ProcessIds => [.. Processes.Processes.Select(process => process.Identity!.Pid)];

    /// <summary>The processes by what they are.</summary>
    public IReadOnlyList<(string Kind, IReadOnlyList<int> Pids)> Kinds =>
    [
        ("silos", [.. Processes.Silos.Select(silo => silo.Identity!.Pid)]), ("frontends", [.. Processes.Frontends.Select(frontend => frontend.Identity!.Pid)]),
        ("MariaDB", [Processes.MariaDb.Identity!.Pid]), ("Redis", [Processes.Redis.Identity!.Pid]),
    ];

    public string Folder => Processes.Folder;

    public static async Task<ClusterUnderTest> StartAsync(int silos, int frontends, CancellationToken cancellation)
    {
        if (ParleyCluster.Missing is { Count: > 0 } missing)
        {
            throw new BenchmarkException(string.Join(Environment.NewLine, missing));
        }

        var options = new LocalClusterOptions
        {
            Silos = silos, Frontends = frontends, WithProxy = false,
            Settings = ImmutableSortedDictionary<string, string>.Empty.Add("Parley__Throttling__Enabled", "false").Add("Parley__Previews__Enabled", "false"),
        };
        return new ClusterUnderTest(await ParleyCluster.StartAsync(options, cancellation));
    }

    /// <summary>An access token of a user who is a member of the room; both are made if missing.</summary>
    public async Task<string> TokenAsync(string room, CancellationToken cancellation)
    {
        var issued = await Processes.AdminAsync(["issue-tokens", "--prefix", "prober", "--users", "1", "--room", room], cancellation);
        return issued.Output.Split('\t') is [_, var token] ? token.Trim() : throw new BenchmarkException($"admin issue-tokens gave no token: {issued.Errors}");
    }

    public async Task<IReadOnlyList<string>> TokensAsync(int users, CancellationToken cancellation)
    {
        var issued = await Processes.AdminAsync(["issue-tokens", "--prefix", "load", "--users", users.ToString(CultureInfo.InvariantCulture)], cancellation);
        return ParleyExtensions.Tokens(issued.Output, users);
    }

    public ValueTask DisposeAsync() => Processes.DisposeAsync();
}
