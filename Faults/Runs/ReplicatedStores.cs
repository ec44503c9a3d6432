using System.Collections.Immutable;
using System.Globalization;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Replication;

namespace Parley.Faults.Runs;

/// <summary>A database with replicas, which are read, and a Redis with Sentinels: in the place of the two that a cluster has by itself.</summary>
internal sealed class ReplicatedStores : IAsyncDisposable
{
    private readonly string _folder;

    private ReplicatedStores(string folder)
    {
        _folder = folder;
        var setting = new ProcessSetting(folder, Detached: false, Patience: TimeSpan.FromSeconds(90));
        Databases = MariaDbGroup.OnFreePorts(setting, replicas: 2);
        Redis = new RedisSentinelGroup(setting);
    }

    public MariaDbGroup Databases { get; }

    public RedisSentinelGroup Redis { get; }

    /// <summary>For silos and frontends.</summary>
    public ImmutableSortedDictionary<string, string> Settings => ImmutableSortedDictionary<string, string>.Empty
        .Add("ConnectionStrings__MySql", Databases.ConnectionString())
        .Add("ConnectionStrings__Redis", Redis.ConnectionString)
        .AddRange(Databases.ReplicaConnectionStrings().Index().Select(one =>
            KeyValuePair.Create($"ConnectionStrings__MySqlReplicas__{one.Index.ToString(CultureInfo.InvariantCulture)}", one.Item)));

    public static async Task<ReplicatedStores> StartAsync(CancellationToken cancellation)
    {
        var stores = new ReplicatedStores(Directory.CreateTempSubdirectory("parley-stores-").FullName);
        try
        {
            await Task.WhenAll(stores.Databases.StartAsync(cancellation), stores.Redis.StartAsync(cancellation));
            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        await Redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
