using System.Collections.Immutable;
using System.Globalization;
using Parley.Benchmarks.Peers.Dialects;
using Parley.LocalCluster.Processes;

namespace Parley.Benchmarks.Peers.Servers;

/// <summary>Django Channels in <c>Peers/channels</c>, with the packages of Debian.</summary>
internal static class ChannelsPeer
{
    private static readonly Tool Daphne = new("daphne", "daphne python3-channels-redis");

    public static IPeer WithRedis { get; } = new Peer("channels", new PlainDialect("/ws/"), () => Daphne.Missing ?? Tool.Redis.Missing, async (peer, cancellation) =>
    {
        var redis = await peer.StartRedisAsync(cancellation);
        await peer.ServeAsync(port => Launch(port, redis), cancellation);
    });

    private static Launch Launch(int port, int redis) => new(
        "daphne", Daphne.Path, ["-b", "127.0.0.1", "-p", Text(port), "asgi:application"],
        ImmutableSortedDictionary<string, string>.Empty
            .Add("PYTHONPATH", Path.Combine(Repository.Root, "Benchmarks", "Peers", "channels"))
            .Add("PYTHONDONTWRITEBYTECODE", "1")
            .Add("REDIS_PORT", Text(redis)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
