using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans;
using StackExchange.Redis;

namespace Parley.Silo.Cluster;

/// <summary>A frontend waits for its cluster for as long as it takes, and says now and then what for.</summary>
internal sealed partial class ConnectionPatience(string store, string place, TimeProvider clock, ILogger<ConnectionPatience> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(15);
    private long? _said;

    /// <summary>What is waited for, in words for anybody: without addresses.</summary>
    public string Reason { get; private set; } = "The cluster is being looked for.";

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        var isAway = exception is RedisException or DbException or TimeoutException;
        Reason = isAway ? $"{store} does not answer, so that no silo can be found." : $"{store} names no silo that answers.";
        if (_said is null || clock.GetElapsedTime(_said.Value) >= SayEvery)
        {
            _said = clock.GetTimestamp();
            LogWaiting(Reason, place, isAway ? "Start it, or mend the connection string." : "Start a silo: dotnet Parley.Silo.dll.");
        }

        await Task.Delay(Pause, clock, cancellationToken);
        return true;
    }

    [LoggerMessage(7021, LogLevel.Warning, "Waiting for the cluster. {Reason} It is looked for at {Place}. {Remedy}")]
    private partial void LogWaiting(string reason, string place, string remedy);
}
