using System.Collections.Immutable;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Replication;

namespace Parley.Faults.Runs;

/// <summary>A Redis Cluster in the place of the Redis that a cluster has by itself.</summary>
internal sealed class ClusteredRedis : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-redis-").FullName;

    private ClusteredRedis() => Group = new RedisClusterGroup(new ProcessSetting(_folder, Detached: false, Patience: TimeSpan.FromSeconds(90)));

    public RedisClusterGroup Group { get; }

    /// <summary>For silos and frontends.</summary>
    public ImmutableSortedDictionary<string, string> Settings => ImmutableSortedDictionary<string, string>.Empty.Add("ConnectionStrings__Redis", Group.ConnectionString);

    public static async Task<ClusteredRedis> StartAsync(CancellationToken cancellation)
    {
        var redis = new ClusteredRedis();
        try
        {
            await redis.Group.StartAsync(cancellation);
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Group.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
