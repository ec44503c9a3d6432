using System.Globalization;
using Parley.Benchmarks.Peers.Dialects;
using Parley.LocalCluster.Processes;

namespace Parley.Benchmarks.Peers.Servers;

/// <summary>The servers in <c>Peers/node</c>.</summary>
internal static class NodePeers
{
    private static readonly Tool Node = new("node", "nodejs");
    private static readonly Tool Npm = new("npm", "npm");

    public static IPeer Ws { get; } = new Peer("ws", new PlainDialect("/"), () => Node.Missing ?? Npm.Missing, async (peer, cancellation) =>
    {
        await NodePackages.InstallAsync(Npm, cancellation);
        await peer.ServeAsync(port => new Launch("ws", Node.Path, NodePackages.Path("ws.js"), Text(port)), cancellation);
    });

    public static IPeer Bun { get; } = new Peer("bun", new PlainDialect("/"), () => Node.Missing ?? Npm.Missing, async (peer, cancellation) =>
    {
        await NodePackages.InstallAsync(Npm, cancellation);
        await peer.ServeAsync(port => new Launch("bun", NodePackages.Path("node_modules/.bin/bun"), NodePackages.Path("bun.js"), Text(port)), cancellation);
    });

    public static IPeer SocketIoWithRedis { get; } = new Peer(
        "socketio-redis", new SocketIoDialect(), () => Node.Missing ?? Npm.Missing ?? Tool.Redis.Missing, async (peer, cancellation) =>
        {
            await NodePackages.InstallAsync(Npm, cancellation);
            var redis = await peer.StartRedisAsync(cancellation);
            await peer.ServeAsync(port => new Launch("socketio", Node.Path, NodePackages.Path("socketio.js"), Text(port), Text(redis)), cancellation);
        });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
