using System.Collections.Immutable;
using System.Globalization;
using Parley.Benchmarks.Peers.Dialects;
using Parley.LocalCluster.Processes;

namespace Parley.Benchmarks.Peers.Servers;

/// <summary>The servers of the project <c>Benchmarks.Peers</c>.</summary>
internal static class SignalRPeers
{
    public static IPeer Alone { get; } = new Peer("signalr", new SignalRGroupsDialect(), NotBuilt, (peer, cancellation) =>
        peer.ServeAsync(port => Launch(port, "signalr"), cancellation));

    public static IPeer WithRedis { get; } = new Peer("signalr-redis", new SignalRGroupsDialect(), () => NotBuilt() ?? Tool.Redis.Missing, async (peer, cancellation) =>
    {
        var redis = await peer.StartRedisAsync(cancellation);
        await peer.ServeAsync(port => Launch(port, "signalr-redis", $"127.0.0.1:{Text(redis)}"), cancellation);
    });

    public static IPeer PerMember { get; } = new Peer("per-member", new SignalRGroupsDialect(), NotBuilt, (peer, cancellation) =>
        peer.ServeAsync(port => Launch(port, "per-member", Text(peer.FreePort()), Text(peer.FreePort())), cancellation));

    private static Launch Launch(int port, params string[] arguments) => new(
        "dotnet", new Tool("dotnet", "dotnet-sdk-10.0").Path, [Repository.Assembly("Benchmarks.Peers"), .. arguments],
        ImmutableSortedDictionary<string, string>.Empty
            .Add("ASPNETCORE_URLS", $"http://127.0.0.1:{Text(port)}")
            .Add("ASPNETCORE_ENVIRONMENT", "Production")
            .Add("Logging__LogLevel__Default", "Warning"));

    private static string? NotBuilt() =>
        File.Exists(Repository.Assembly("Benchmarks.Peers")) ? null : $"{Repository.Assembly("Benchmarks.Peers")} is missing. Build the solution first.";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
