using System.Globalization;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;

namespace Parley.LocalCluster.Replication;

/// <summary>A Redis with a replica, and three Sentinels that promote it when two of them miss the primary.</summary>
public sealed class RedisSentinelGroup : IAsyncDisposable
{
    /// <summary>What Sentinels call it: <c>serviceName</c> in connection strings.</summary>
    public const string Service = "parley";

    private readonly SentinelProcess[] _sentinels;

    public RedisSentinelGroup(ProcessSetting setting)
    {
        var ports = Plan.FreePorts.OfThisMachine([]);
        Primary = new RedisProcess(setting, ports.Next()) { Title = "redis-primary" };
        Replica = new RedisProcess(setting, ports.Next())
        {
            Title = "redis-replica", Options = ["--replicaof", "127.0.0.1", Primary.Port.ToString(CultureInfo.InvariantCulture), "--repl-diskless-sync-delay", "0"],
        };
        var sentinelPorts = Enumerable.Range(0, 3).Select(_ => ports.Next()).ToArray();
        _sentinels = [.. Enumerable.Range(0, 3).Select(i => new SentinelProcess(setting, i, sentinelPorts, Primary.Port, Replica.Port))];
    }

    /// <summary>The primary at the start.</summary>
    public RedisProcess Primary { get; }

    /// <summary>The replica at the start.</summary>
    public RedisProcess Replica { get; }

    public string ConnectionString => $"{string.Join(',', _sentinels.Select(sentinel => sentinel.Address))},serviceName={Service}";

    private IEnumerable<ManagedProcess> Processes => [Primary, Replica, .. _sentinels];

    /// <summary>Returns when the Sentinels know the replica and each other.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        foreach (var process in Processes)
        {
            await process.StartAsync(cancellation);
        }

        await Task.WhenAll(Processes.Select(process => process.WaitReadyAsync(cancellation)));
        while (!(await RedisWords.SayAsync(Replica.Port, "INFO replication", cancellation)).Contains("master_link_status:up", StringComparison.Ordinal))
        {
            await Task.Delay(30, cancellation); // one that has nothing yet is not promoted
        }
    }

    /// <summary>Who is the primary now.</summary>
    /// <exception cref="ClusterException">Nobody is.</exception>
    public async Task<RedisProcess> PrimaryAsync() => await FindPrimaryAsync() ?? throw new ClusterException("No Redis is the primary.");

    /// <summary>The same; null: nobody is.</summary>
    public async Task<RedisProcess?> FindPrimaryAsync()
    {
        foreach (var redis in (RedisProcess[])[Primary, Replica])
        {
            if (redis.State == ProcessState.Running && (await RedisWords.SayAsync(redis.Port, "INFO replication")).Contains("role:master", StringComparison.Ordinal))
            {
                return redis;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(Processes.Select(process => process.KillAsync()));
}

/// <summary>redis-server as a Sentinel. It knows all from the start: else it would learn of the replica only when it looks for the second time, after ten seconds.</summary>
/// <param name="index">Which of the three it is.</param>
/// <param name="ports">Of all three.</param>
internal sealed class SentinelProcess(ProcessSetting setting, int index, int[] ports, int primaryPort, int replicaPort) : ManagedProcess(setting, running: null)
{
    public override string Address => $"127.0.0.1:{ports[index]}";

    protected override Launch Launch => new(Title, Tool.Redis.Path, [ConfigPath, "--sentinel"]);

    private string Title => $"sentinel{(index + 1).ToString(CultureInfo.InvariantCulture)}";

    private string ConfigPath => Path.Combine(Folder, Title + ".conf");

    /// <summary>It writes what it learns into its configuration. An election that nobody has won is held again after twice the timeout.</summary>
    protected override Task PrepareAsync(CancellationToken cancellation) => File.WriteAllTextAsync(ConfigPath, $"""
        port {ports[index]}
        bind 127.0.0.1
        dir {Folder}
        daemonize no
        sentinel myid {Id(index)}
        sentinel monitor {RedisSentinelGroup.Service} 127.0.0.1 {primaryPort} 2
        sentinel down-after-milliseconds {RedisSentinelGroup.Service} 500
        sentinel failover-timeout {RedisSentinelGroup.Service} 1500
        sentinel known-replica {RedisSentinelGroup.Service} 127.0.0.1 {replicaPort}
        {string.Join('\n', Enumerable.Range(0, ports.Length).Where(other => other != index).Select(other => $"sentinel known-sentinel {RedisSentinelGroup.Service} 127.0.0.1 {ports[other]} {Id(other)}"))}

        """, cancellation);

    protected override async Task<string?> AskAsync(CancellationToken cancellation)
    {
        try
        {
            var known = await RedisWords.SayAsync(ports[index], "INFO sentinel", cancellation);
            return known.Contains("status=ok", StringComparison.Ordinal) && known.Contains("slaves=1,sentinels=3", StringComparison.Ordinal) ? null : "does not know all yet";
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
        {
            return e.Message;
        }
    }

    /// <summary>40 hexadecimal digits.</summary>
    private static string Id(int index) => new((char)('a' + index), 40);
}
