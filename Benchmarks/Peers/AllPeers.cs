namespace Parley.Benchmarks.Peers;

/// <summary>Everything that can be compared, in the order of tables.</summary>
public static class AllPeers
{
    public static IReadOnlyList<IPeer> List { get; } =
    [
        new ParleyPeer("parley-raw", new ParleyRawDialect()),
        new ParleyPeer("parley-hub", new ParleyHubDialect()),
        .. OtherServers.All,
    ];

    /// <exception cref="BenchmarkException">There is no such one.</exception>
    public static IPeer Find(string name) =>
        List.FirstOrDefault(peer => peer.Name == name) ?? throw new BenchmarkException($"There is no peer {name}. There are {string.Join(", ", List.Select(peer => peer.Name))}.");
}
