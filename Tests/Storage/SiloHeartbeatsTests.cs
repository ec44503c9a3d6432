using Parley.Grains.Storage;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;
using Parley.Silo.Cluster;
using Parley.Tests.Support;
using StackExchange.Redis;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>What a silo that starts learns from the database when Redis has no membership table.</summary>
[Trait("Scope", "P3")]
public sealed class SiloHeartbeatsTests(MariaDbServer mariaDb) : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private Databases _databases = null!;
    private SiloHeartbeats _heartbeats = null!;
    private RedisProcess _redis = null!;
    private ConnectionMultiplexer _connection = null!;
    private MembershipTable _table = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen((MariaDbServer.Missing ?? RedisProcess.Missing) is not null, $"{MariaDbServer.Missing} {RedisProcess.Missing}");
        var connection = await mariaDb.NewDatabase();
        _databases = Databases.Connect(new DatabaseConnections(connection, connection, connection), TimeProvider.System);
        _heartbeats = new SiloHeartbeats(_databases, "parley");
        _redis = new RedisProcess(new ProcessSetting(_folder.Path, Detached: false, Patience: TimeSpan.FromSeconds(60)), LoopbackPort.Free());
        await _redis.StartAsync();
        await _redis.WaitReadyAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_redis.Port},allowAdmin=true");
        _table = new MembershipTable(new SharedRedis(ConfigurationOptions.Parse(_redis.ConnectionString())), "parley");
    }

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        if (_redis is not null)
        {
            await _redis.KillAsync();
        }

        _databases?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_silo_may_start_a_new_cluster_join_one_that_is_listed_and_must_wait_while_others_live_without_a_table()
    {
        var start = new MembershipStart(_table, _heartbeats, "Redis (here)");
        await start.RequireSafeAsync(); // nobody has ever been there

        await _heartbeats.WriteAsync("S10.0.0.1:1:1");
        var refusal = await Assert.ThrowsAsync<StartupException>(start.RequireSafeAsync);
        Assert.True(refusal.MayPass);
        Assert.StartsWith("Redis (here) has no membership table, but S10.0.0.1:1:1 is alive by the database", refusal.Message, StringComparison.Ordinal);

        await _connection.GetDatabase().HashSetAsync(_table.Key, "Version", "3");
        await start.RequireSafeAsync(); // it has been put back

        await _connection.GetServers()[0].FlushAllDatabasesAsync();
        await _heartbeats.RemoveAsync("S10.0.0.1:1:1");
        await start.RequireSafeAsync(); // they have all gone in order
    }

    [Fact]
    public async Task Heartbeats_are_of_one_cluster_and_grow_old()
    {
        await _heartbeats.WriteAsync("S10.0.0.1:1:1");
        await _heartbeats.WriteAsync("S10.0.0.1:1:1");
        await new SiloHeartbeats(_databases, "other").WriteAsync("S10.0.0.2:1:1");

        Assert.Equal(["S10.0.0.1:1:1"], await _heartbeats.FreshAsync(TimeSpan.FromMinutes(1)));
        await Eventually.Is(async () => (await _heartbeats.FreshAsync(TimeSpan.FromMilliseconds(50))).Count == 0, "it is old");
    }

    [Fact]
    public async Task The_table_is_put_back_as_it_was_unless_it_has_changed()
    {
        var redis = _connection.GetDatabase();
        await redis.HashSetAsync(_table.Key, [new("Version", "5"), new("S1", "{\"a\":1}"), new("S2", "{}")]);
        var known = await _table.ReadAsync();
        Assert.Equal(5, known.Version);

        await _connection.GetServers()[0].FlushAllDatabasesAsync();
        Assert.True(await _table.RestoreAsync(known, await _table.ReadAsync()));
        Assert.Equal(known.Fields.OrderBy(field => field.Key, StringComparer.Ordinal), (await _table.ReadAsync()).Fields.OrderBy(field => field.Key, StringComparer.Ordinal));

        // A frontend that connects to an empty Redis leaves a version 0 there.
        await _connection.GetServers()[0].FlushAllDatabasesAsync();
        await redis.HashSetAsync(_table.Key, "Version", "0");
        var empty = await _table.ReadAsync();
        Assert.Equal(MembershipVerdict.Lost, MembershipVerdicts.Judge(known, empty, "S1"));
        Assert.True(await _table.RestoreAsync(known, empty));
        Assert.True((await _table.ReadAsync()).Lists("S2"));

        // An older copy was there, and somebody writes between our look and our write.
        await redis.KeyDeleteAsync(_table.Key);
        await redis.HashSetAsync(_table.Key, [new("Version", "4"), new("S3", "{}")]);
        var seen = await _table.ReadAsync();
        await redis.HashSetAsync(_table.Key, "Version", "6");
        Assert.False(await _table.RestoreAsync(known, seen));
        Assert.True((await _table.ReadAsync()).Lists("S3"));
    }
}
