using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Parley.Grains.Storage;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace Parley.Grains.Caching;

/// <summary>
/// The Redis behind what silos remember, if there is one. It may be empty, full, slow or away at any time: then the silo reads for itself. Not the one that holds the
/// membership, which must not lose anything: this one may throw away what it likes.
/// </summary>
internal sealed class SecondLevel : IAsyncDisposable
{
    private const string Name = "RedisCache";

    private readonly SecondLevelOptions _options;
    private readonly SharedRedis? _redis;

    /// <exception cref="StartupException">The setting cannot be read.</exception>
    public SecondLevel(IConfiguration configuration, IOptions<SecondLevelOptions> options)
    {
        _options = options.Value;
        if (configuration.GetConnectionString(Name) is { Length: > 0 } value)
        {
            _redis = new SharedRedis(Read(value));
        }
    }

    /// <summary>A cache in front of it, or alone.</summary>
    public FusionCache Behind(FusionCache cache)
    {
        if (_redis is { } redis)
        {
            cache.SetupDistributedCache(new RedisCache(new RedisCacheOptions { ConnectionMultiplexerFactory = redis.ConnectAsync }), new FusionCacheSystemTextJsonSerializer());
        }

        return cache;
    }

    /// <summary>What a cache goes by that may stand in front of it.</summary>
    public FusionCacheOptions Terms(string name) => new()
    {
        CacheName = name, CacheKeyPrefix = $"parley/{name}/", DistributedCacheCircuitBreakerDuration = _options.BreakFor,
        DisableTagging = true, // each look would look for tags as well
    };

    public ValueTask DisposeAsync() => _redis?.CloseAsync() ?? ValueTask.CompletedTask;

    private ConfigurationOptions Read(string value)
    {
        try
        {
            var connection = ConfigurationOptions.Parse(value);
            connection.AbortOnConnectFail = false; // one that is away may come back
            connection.BacklogPolicy = BacklogPolicy.FailFast; // and meanwhile nothing waits for it
            connection.ClientName ??= "parley-cache";
            connection.ConnectTimeout = connection.AsyncTimeout = connection.SyncTimeout = (int)_options.Patience.TotalMilliseconds;
            connection.HeartbeatInterval = TimeSpan.FromMilliseconds(Math.Clamp(_options.Patience.TotalMilliseconds, 100, 1000)); // so often is looked who has waited too long
            return connection.EndPoints.Count > 0 ? connection : throw new FormatException();
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Without the library's words, which may repeat a piece of a password.
            throw new StartupException($"ConnectionStrings:{Name} cannot be read. Set ConnectionStrings__{Name}, e.g. to \"cache.example:6379,password=…\", or leave it out.");
        }
    }
}
