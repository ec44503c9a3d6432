using System.Globalization;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;

namespace Parley.LocalCluster.Replication;

/// <summary>A Redis Cluster of three primaries, each with a third of the slots and a replica.</summary>
public sealed class RedisClusterGroup : IAsyncDisposable
{
    private const int Shards = 3;
    private const int Slots = 16384;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly ProcessSetting _setting;

    public RedisClusterGroup(ProcessSetting setting)
    {
        _setting = setting;
        var ports = Plan.FreePorts.OfThisMachine([]);
        Primaries = [.. Enumerable.Range(1, Shards).Select(number => Node($"redis-shard{number}"))];
        Replicas = [.. Enumerable.Range(1, Shards).Select(number => Node($"redis-shard{number}-replica"))];

        RedisProcess Node(string title) => new(setting, ports.Next())
        {
            // Other nodes are met at a port of their own, by default 10000 above: out of the range that a free one is looked for in.
            Title = title,
            Options = ["--cluster-enabled", "yes", "--cluster-node-timeout", "500", "--cluster-port", ports.Next().ToString(CultureInfo.InvariantCulture), "--repl-diskless-sync-delay", "0"],
        };
    }

    /// <summary>At the start, in the order of their slots.</summary>
    public IReadOnlyList<RedisProcess> Primaries { get; }

    public IReadOnlyList<RedisProcess> Replicas { get; }

    public string ConnectionString => string.Join(',', Nodes.Select(node => node.ConnectionString()));

    /// <summary>All of them.</summary>
    public IEnumerable<RedisProcess> Nodes => Primaries.Concat(Replicas);

    /// <summary>Returns when all slots are served and have a replica.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        foreach (var node in Nodes)
        {
            await node.StartAsync(cancellation);
        }

        await Task.WhenAll(Nodes.Select(node => node.WaitReadyAsync(cancellation)));
        for (var i = 0; i < Shards; i++)
        {
            await SayAsync(Primaries[i], $"CLUSTER ADDSLOTSRANGE {Slots * i / Shards} {(Slots * (i + 1) / Shards) - 1}", cancellation);
            await SayAsync(Primaries[i], $"CLUSTER SET-CONFIG-EPOCH {i + 1}", cancellation);
        }

        // All meet all: by hearsay alone it would take them seconds.
        foreach (var (one, other) in from one in Nodes from other in Nodes where one != other select (one, other))
        {
            await SayAsync(one, $"CLUSTER MEET 127.0.0.1 {other.Port} {other.Options[^3]}", cancellation);
        }

        await UntilAsync(Nodes, node => RedisWords.SayAsync(node.Port, "CLUSTER INFO", cancellation), info => info.Contains($"cluster_known_nodes:{2 * Shards}", StringComparison.Ordinal), cancellation);
        for (var i = 0; i < Shards; i++)
        {
            // While they shake hands nodes are known, but not yet by their names.
            var name = await RedisWords.SayAsync(Primaries[i].Port, "CLUSTER MYID", cancellation);
            await UntilAsync([Replicas[i]], node => RedisWords.SayAsync(node.Port, $"CLUSTER REPLICATE {name}", cancellation), answer => answer == "+OK", cancellation);
        }

        await UntilAsync(Nodes, node => RedisWords.SayAsync(node.Port, "CLUSTER INFO", cancellation), info => info.Contains("cluster_state:ok", StringComparison.Ordinal), cancellation);
        await UntilAsync(Replicas, node => RedisWords.SayAsync(node.Port, "INFO replication", cancellation), info => info.Contains("master_link_status:up", StringComparison.Ordinal), cancellation);
    }

    /// <summary>The primary that has a key.</summary>
    public async Task<RedisProcess> OwnerAsync(string key, CancellationToken cancellation = default)
    {
        return Primaries[await OwnerOfSlotsAsync(key, cancellation)];
    }

    /// <summary>The same now, whichever of a primary and its replica it is after promotions; null: neither is, or the one that is does not answer.</summary>
    public async Task<RedisProcess?> FindOwnerAsync(string key, CancellationToken cancellation = default)
    {
        var first = await OwnerOfSlotsAsync(key, cancellation);
        foreach (var redis in (RedisProcess[])[Primaries[first], Replicas[first]])
        {
            if (redis.State == ProcessState.Running && (await RedisWords.SayAsync(redis.Port, "INFO replication", cancellation)).Contains("role:master", StringComparison.Ordinal))
            {
                return redis;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(Nodes.Select(node => node.KillAsync()));

    /// <returns>Which shard has the slot of a key.</returns>
    private async Task<int> OwnerOfSlotsAsync(string key, CancellationToken cancellation)
    {
        var asked = Nodes.First(node => node.State == ProcessState.Running);
        var slot = int.Parse((await RedisWords.SayAsync(asked.Port, $"CLUSTER KEYSLOT {key}", cancellation)).TrimStart(':'), CultureInfo.InvariantCulture);
        return Enumerable.Range(0, Shards).First(i => slot < Slots * (i + 1) / Shards);
    }

    private static async Task SayAsync(RedisProcess node, string command, CancellationToken cancellation)
    {
        if (await RedisWords.SayAsync(node.Port, command, cancellation) is var answer and not "+OK")
        {
            throw new ClusterException($"{node.Title} answers {command} with {answer}");
        }
    }

    private async Task UntilAsync(IEnumerable<RedisProcess> nodes, Func<RedisProcess, Task<string>> ask, Func<string, bool> isDone, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_setting.Patience);
        foreach (var node in nodes)
        {
            while (!isDone(await ask(node)))
            {
                await Task.Delay(Pause, patience.Token);
            }
        }
    }
}
