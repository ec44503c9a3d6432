using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans;
using StackExchange.Redis;

namespace Parley.Silo.Cluster;

/// <summary>A frontend waits for its cluster for as long as it takes, and says now and then what for.</summary>
internal sealed partial class ConnectionPatience(string place, TimeProvider clock, ILogger<ConnectionPatience> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(15);
    private long? _said;

    /// <summary>What is waited for, in words.</summary>
    public string Reason { get; private set; } = "The cluster is being looked for.";

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        Reason = exception is RedisException or DbException or TimeoutException
            ? $"{place} does not answer, so that no silo can be found. Start it, or mend the connection string."
            : $"{place} names no silo that answers. Start a silo: dotnet Parley.Silo.dll.";
        if (_said is null || clock.GetElapsedTime(_said.Value) >= SayEvery)
        {
            _said = clock.GetTimestamp();
            LogWaiting(Reason);
        }

        await Task.Delay(Pause, clock, cancellationToken);
        return true;
    }

    [LoggerMessage(7021, LogLevel.Warning, "Waiting for the cluster. {Reason}")]
    private partial void LogWaiting(string reason);
}
