using System.Net;
using Microsoft.Extensions.Configuration;
using Parley.Grains.Storage;
using StackExchange.Redis;

namespace Parley.Silo.Cluster;

/// <summary>Where Redis is: <c>ConnectionStrings:Redis</c>.</summary>
internal static class RedisConnection
{
    /// <summary>In milliseconds.</summary>
    private const int Patience = 2000;

    /// <exception cref="StartupException">The setting is missing or cannot be read.</exception>
    public static ConfigurationOptions Read(IConfiguration configuration)
    {
        const string SetIt = "Set ConnectionStrings__Redis, e.g. to \"redis.example:6379,password=…\".";
        if (configuration.GetConnectionString("Redis") is not { Length: > 0 } value)
        {
            throw new StartupException($"ConnectionStrings:Redis is missing: Parley:Mode is \"Cluster\", and nodes find each other there. {SetIt} Or set Parley__Cluster__Membership=Sql.");
        }

        try
        {
            var options = ConfigurationOptions.Parse(value);
            options.AbortOnConnectFail = false; // a Redis that is away for a while is waited for
            options.ClientName ??= "parley";

            // Unless the operator says otherwise: who waits longer for Redis only learns later that it is away.
            options.ConnectTimeout = value.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase) ? options.ConnectTimeout : Patience;
            options.AsyncTimeout = value.Contains("asyncTimeout", StringComparison.OrdinalIgnoreCase) ? options.AsyncTimeout : Patience;
            return options.EndPoints.Count > 0 ? options : throw new StartupException($"ConnectionStrings:Redis names no server. {SetIt}");
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Without the library's words, which may repeat a piece of a password.
            throw new StartupException($"ConnectionStrings:Redis cannot be read. {SetIt}");
        }
    }

    /// <summary>Where it is, for messages to the operator: without secrets.</summary>
    public static string Place(ConfigurationOptions options) => string.Join(", ", options.EndPoints.Select(end => end is DnsEndPoint name ? $"{name.Host}:{name.Port}" : end.ToString()));
}
