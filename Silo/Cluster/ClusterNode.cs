using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Parley.Grains.Storage;
using StackExchange.Redis;

namespace Parley.Silo.Cluster;

/// <summary>What silos and frontends of a cluster have in common: settings, and the way to the membership table.</summary>
internal sealed class ClusterNode
{
    private readonly SharedRedis? _redis;

    private ClusterNode(ParleyClusterOptions options, ConfigurationOptions? redis, DatabaseConnections? sql)
    {
        Options = options;
        Sql = sql;
        Store = redis is null ? "The database" : "Redis";
        Place = redis is null ? "the database of module grains" : RedisConnection.Place(redis);
        if (redis is not null)
        {
            // One connection for everything in this process that needs one.
            _redis = new SharedRedis(redis);
            Table = new MembershipTable(_redis, options.ClusterId);
        }
    }

    public ParleyClusterOptions Options { get; }

    /// <summary>What keeps the membership table, as a sentence begins with it.</summary>
    public string Store { get; }

    /// <summary>Where that is, for messages to the operator alone: without secrets.</summary>
    public string Place { get; }

    /// <summary>Where the membership table is if it is in the database; else null.</summary>
    public DatabaseConnections? Sql { get; }

    /// <summary>The membership table if it is in Redis; else null.</summary>
    public MembershipTable? Table { get; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartupException">One is missing or cannot be read.</exception>
    public static ClusterNode Read(IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        var options = builder.Configuration.GetSection(ParleyClusterOptions.Section).Get<ParleyClusterOptions>() ?? new ParleyClusterOptions();
        var fault = new ParleyClusterOptions.Validator().Validate(null, options);
        if (fault.Failed)
        {
            throw new OptionsValidationException(Microsoft.Extensions.Options.Options.DefaultName, typeof(ParleyClusterOptions), fault.Failures);
        }

        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        return options.Membership == MembershipStore.Redis
            ? new ClusterNode(options, RedisConnection.Read(builder.Configuration), sql: null)
            : new ClusterNode(options, redis: null, ClusterConnections.Read(builder.Configuration));
    }

    /// <summary>Orleans' membership over the connection that the process has already.</summary>
    public void Share(RedisClusteringOptions clustering)
    {
        clustering.ConfigurationOptions = new ConfigurationOptions(); // asked for, and not used: the connection is there
        clustering.CreateMultiplexer = async _ => (await _redis!.ConnectAsync(), true);
        clustering.CreateRedisKey = _ => Table!.Key;
    }
}
