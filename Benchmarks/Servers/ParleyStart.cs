using Parley.Benchmarks.Cluster;

namespace Parley.Benchmarks.Servers;

/// <summary>Parley on the engine that somebody has named.</summary>
public static class ParleyStart
{
    /// <summary><c>sqlite</c>: one process. <c>mariadb</c>: a cluster of one silo and one frontend.</summary>
    public static readonly string[] Engines = ["sqlite", "mariadb"];

    public static async Task<IParley> StartAsync(string engine, CancellationToken cancellation) => engine switch
    {
        "sqlite" => await ServerUnderTest.StartAsync(cancellation),
        "mariadb" => await ClusterUnderTest.StartAsync(silos: 1, frontends: 1, cancellation),
        _ => throw new BenchmarkException($"There is no engine \"{engine}\". It is one of {string.Join(", ", Engines)}."),
    };
}
