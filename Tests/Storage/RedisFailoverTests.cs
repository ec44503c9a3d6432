using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Parley.Grains.Caching;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Replication;
using Parley.LocalCluster.Stores;
using Parley.Silo.Cluster;
using Parley.Tests.Support;
using StackExchange.Redis;
using Xunit;
using ZiggyCreatures.Caching.Fusion;
using ClusterNode = Parley.Silo.Cluster.ClusterNode;

namespace Parley.Tests.Storage;

/// <summary>
/// What Parley keeps in Redis, on real ones whose primary is killed: the membership table, as Orleans writes it and as its guard reads it, and what silos share of what they
/// remember. That rooms take sends while Redis is away altogether is shown elsewhere.
/// </summary>
[Trait("Scope", "S19")]
public sealed class RedisFailoverTests : IDisposable
{
    /// <summary>A Sentinel that was not run for two seconds trusts its clock no more, and does nothing for thirty.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    private ProcessSetting Setting => new(_folder.Path, Detached: false, Patience);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A connection that could not be made is not remembered: with Sentinel that is so as long as no Sentinel answers.</summary>
    [Fact]
    public async Task Sentinels_that_come_late_are_found_and_when_they_promote_a_replica_all_goes_on_there()
    {
        Assert.SkipWhen(RedisProcess.Missing is not null, $"{RedisProcess.Missing}");
        await using var redis = new RedisSentinelGroup(Setting);
        var connection = redis.ConnectionString + ",connectTimeout=500";
        var node = Node(connection, out var host);
        using var _ = host;
        await Assert.ThrowsAnyAsync<RedisException>(() => node.Table!.ReadAsync());
        await redis.StartAsync(Cancellation);

        await SurvivesAsync(node, host, connection, key => redis.Primary.KillAsync());
    }

    [Fact]
    public async Task When_the_shard_of_a_Redis_Cluster_that_has_the_table_loses_its_primary_all_goes_on_at_its_replica()
    {
        Assert.SkipWhen(RedisProcess.Missing is not null, $"{RedisProcess.Missing}");
        await using var redis = new RedisClusterGroup(Setting);
        await redis.StartAsync(Cancellation);

        var node = Node(redis.ConnectionString, out var host);
        using var _ = host;
        await SurvivesAsync(node, host, redis.ConnectionString, async key => await (await redis.OwnerAsync(key, Cancellation)).KillAsync());
    }

    public void Dispose() => _folder.Dispose();

    /// <param name="kill">Ends the primary that has a key.</param>
    private static async Task SurvivesAsync(ClusterNode node, IHost host, string connection, Func<string, Task> kill)
    {
        var table = host.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancellation);
        await InsertAsync(table, 1);
        await InsertAsync(table, 2);
        var known = await node.Table!.ReadAsync();
        await using var level = Level(connection);
        await using var otherLevel = Level(connection);
        using var cache = Cache(level);
        using var other = Cache(otherLevel);
        Assert.Equal("first", await AskAsync(cache, "first"));

        await kill(node.Table.Key);

        await Eventually.Is(() => Answers(() => InsertAsync(table, 3)), "a silo can join again", Patience);
        Assert.Equal(3, (await table.ReadAllAsync(Cancellation)).Members.Count);
        Assert.Equal(MembershipVerdict.Sound, MembershipVerdicts.Judge(known, await node.Table.ReadAsync(), Silo(1).SiloAddress.ToString()));
        for (var round = 0; ; round++)
        {
            var key = $"after {round}";
            await AskAsync(cache, key);
            if (await AskAsync(other, key, "read again") == key)
            {
                break; // shared again
            }

            Assert.True(round < 300, "what is remembered is not shared again");
            await Task.Delay(50, Cancellation);
        }
    }

    private static async Task<bool> Answers(Func<Task> question)
    {
        try
        {
            await question();
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or RedisClusteringException)
        {
            return false;
        }
    }

    /// <summary>Settings of a node, and a silo that is built of them and not started.</summary>
    private static ClusterNode Node(string connection, out IHost host)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:Redis", connection)]);
        var node = ClusterNode.Read(builder);
        builder.UseOrleans(silo => silo.UseRedisClustering(node.Share).Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = ("parley", "parley")));
        host = builder.Build();
        return node;
    }

    /// <summary>Adds a silo, unless it is there: an attempt that failed may have been done.</summary>
    private static async Task InsertAsync(IMembershipTable table, int number)
    {
        var seen = await table.ReadAllAsync(Cancellation);
        if (seen.Members.All(member => !member.Item1.SiloAddress.Equals(Silo(number).SiloAddress)) && !await table.InsertRowAsync(Silo(number), seen.Version.Next(), Cancellation))
        {
            throw new TimeoutException("Somebody else has written.");
        }
    }

    private static MembershipEntry Silo(int number) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse("192.0.2.7"), 11_000 + number, 1_000 + number), SiloName = $"silo{number}", HostName = "host.example", Status = SiloStatus.Active,
        ProxyPort = 30_000 + number, StartTime = DateTime.UnixEpoch, IAmAliveTime = DateTime.UnixEpoch,
    };

    private static SecondLevel Level(string connection) => new(
        new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:RedisCache", connection)]).Build(),
        Options.Create(new SecondLevelOptions { Patience = TimeSpan.FromMilliseconds(500), BreakFor = TimeSpan.FromMilliseconds(200) }));

    private static SharedCache Cache(SecondLevel level) => new("thing", 1024 * 1024, level, TestMetrics.Silo(), TimeProvider.System, NullLogger<FusionCache>.Instance);

    /// <param name="reads">What is read if nothing is remembered; null: the key.</param>
    private static Task<string?> AskAsync(SharedCache cache, string key, string? reads = null) =>
        cache.GetAsync<string>(key, _ => (TimeSpan.FromMinutes(1), 100), _ => Task.FromResult<string?>(reads ?? key), Cancellation);
}
