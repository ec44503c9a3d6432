using Parley.Silo.Cluster;
using StackExchange.Redis;

namespace Parley.Silo.Settings;

/// <summary>Whether a Redis answers, and keeps what it is given, or may throw it away, as its use asks for.</summary>
internal static class RedisProbe
{
    private const int PatienceMs = 5000;

    /// <param name="mustKeep">True: it holds the membership. False: it is a cache.</param>
    public static async Task<Finding[]> LookAsync(string part, ConfigurationOptions options, bool mustKeep)
    {
        options.AbortOnConnectFail = true;
        options.AllowAdmin = true; // for INFO, which changes nothing
        options.ConnectTimeout = options.AsyncTimeout = PatienceMs;
        options.ConnectRetry = 1;
        var place = RedisConnection.Place(options);
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            var took = await redis.GetDatabase().PingAsync();
            var answers = Finding.Ok(part, $"{place} answers within {Math.Ceiling(took.TotalMilliseconds):0} ms.");
            return redis.GetServers().FirstOrDefault(server => server is { IsConnected: true, IsReplica: false }) is { } server
                ? [answers, .. Weaknesses(await ReadAsync(server), mustKeep).Select(weakness => Finding.Warning(part, weakness))]
                : [answers];
        }
        catch (RedisException e)
        {
            // Not the library's words: they are long, and may say how it signed in.
            var reason = e is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } ? "refuses the password" : "does not answer";
            return [Finding.Wrong(part, $"{place} {reason}. Look at it, or mend ConnectionStrings__{(mustKeep ? "Redis" : "RedisCache")}.")];
        }
    }

    /// <summary>What is wrong and what to set, a sentence each.</summary>
    /// <param name="info">What <c>INFO</c> says; what it does not say is not judged.</param>
    internal static IEnumerable<string> Weaknesses(IReadOnlyDictionary<string, string> info, bool mustKeep)
    {
        var policy = info.GetValueOrDefault("maxmemory_policy");
        if (mustKeep && info.GetValueOrDefault("aof_enabled") == "0")
        {
            yield return "appendonly is no: after a restart the membership table is lost, and silos have to put it back. Set appendonly yes.";
        }

        if (mustKeep && policy is not (null or "noeviction"))
        {
            yield return $"maxmemory-policy is {policy}: the membership table may be thrown away. Set maxmemory-policy noeviction.";
        }

        if (!mustKeep && (policy == "noeviction" || info.GetValueOrDefault("maxmemory") == "0"))
        {
            yield return "Nothing in it is ever thrown away: it grows until memory ends. Set maxmemory, and maxmemory-policy allkeys-lru.";
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(IServer server)
    {
        try
        {
            return (await server.InfoAsync()).SelectMany(group => group).DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value);
        }
        catch (RedisException)
        {
            return []; // a user that may not ask
        }
    }
}
