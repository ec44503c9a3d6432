using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using StackExchange.Redis;

namespace Parley.Silo.Cluster;

/// <summary>What silos and frontends of a cluster have in common.</summary>
internal static class ClusterNode
{
    /// <summary>Reads the settings and adds one connection to Redis for everything in this process that needs one.</summary>
    /// <exception cref="Grains.Storage.StartupException">A setting is missing or cannot be read.</exception>
    public static (ParleyClusterOptions Options, Lazy<Task<IConnectionMultiplexer>> Redis, string Place) AddClusterNode(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ParleyClusterOptions>().BindConfiguration(ParleyClusterOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ParleyClusterOptions>, ParleyClusterOptions.Validator>());
        var settings = builder.Configuration.GetSection(ParleyClusterOptions.Section).Get<ParleyClusterOptions>() ?? new ParleyClusterOptions();
        var fault = new ParleyClusterOptions.Validator().Validate(null, settings);
        if (fault.Failed)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(ParleyClusterOptions), fault.Failures);
        }

        var options = RedisConnection.Read(builder.Configuration);
        builder.Services.TryAddSingleton(TimeProvider.System);
        var redis = new Lazy<Task<IConnectionMultiplexer>>(async () => await ConnectionMultiplexer.ConnectAsync(options));
        return (settings, redis, RedisConnection.Place(options));
    }

    /// <summary>Orleans' membership over the connection that the process has already.</summary>
    /// <param name="key">Of the membership table.</param>
    public static void Share(this RedisClusteringOptions clustering, Lazy<Task<IConnectionMultiplexer>> redis, string key)
    {
        clustering.ConfigurationOptions = new ConfigurationOptions(); // asked for, and not used: the connection is there
        clustering.CreateMultiplexer = async _ => (await redis.Value, true);
        clustering.CreateRedisKey = _ => key;
    }
}
