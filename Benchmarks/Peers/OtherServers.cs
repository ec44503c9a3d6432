using Parley.Benchmarks.Peers.Servers;

namespace Parley.Benchmarks.Peers;

/// <summary>What people would use instead of Parley, each set up as its own documentation says. None of them keeps a message.</summary>
public static class OtherServers
{
    public static IReadOnlyList<IPeer> All { get; } =
    [
        SignalRPeers.Alone, SignalRPeers.WithRedis, SignalRPeers.PerMember, NodePeers.SocketIoWithRedis, NodePeers.Ws, NodePeers.Bun, ChannelsPeer.WithRedis,
    ];
}
