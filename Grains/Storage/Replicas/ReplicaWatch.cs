using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Grains.Storage.Replicas;

/// <summary>Looks at the replicas of all databases again and again: leaves out what is dead or behind, and takes it back when it is well.</summary>
internal sealed partial class ReplicaWatch(Databases databases, IOptions<ReplicaOptions> options, IMeterFactory meters, TimeProvider clock, ILogger<ReplicaWatch> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ReplicaMetrics.Register(meters, databases);

        // Modules that are kept in one database share its replicas.
        var watched = databases.All.Where(database => database.Replicas.All.Length > 0).DistinctBy(database => database.Replicas).ToList();
        await Task.WhenAll(watched.Select(database => WatchAsync(database, stoppingToken)));
    }

    private async Task WatchAsync(Database primary, CancellationToken stopping)
    {
        var isPrepared = false;
        using var timer = new PeriodicTimer(options.Value.CheckEvery, clock);
        try
        {
            do
            {
                var before = primary.Replicas.All.Select(replica => replica.Fault).ToList();
                isPrepared = isPrepared || await PrepareAsync(primary);
                await primary.Replicas.LookAsync(primary, options.Value);
                foreach (var (replica, fault) in primary.Replicas.All.Zip(before))
                {
                    Say(primary, replica, fault);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private static async Task<bool> PrepareAsync(Database primary)
    {
        try
        {
            await ReplicationBeat.PrepareAsync(primary);
            return true;
        }
        catch (DbException)
        {
            return false; // the database is away; what reads from it says so
        }
    }

    private void Say(Database primary, Replica replica, ReplicaFault? before)
    {
        if (replica.Fault is { } fault && fault != before)
        {
            LogLeftOut(replica.Database.Place, primary.Place, fault == ReplicaFault.Behind ? $"it is {replica.Lag} behind" : "it does not answer, or is no replica of it");
        }
        else if (replica.Fault is null && before is not null)
        {
            LogRead(replica.Database.Place, primary.Place);
        }
    }

    [LoggerMessage(5110, LogLevel.Information, "Reads of {Database} go to its replica {Place} as well.")]
    private partial void LogRead(string place, string database);

    [LoggerMessage(5111, LogLevel.Warning, "The replica {Place} of {Database} is not read: {Reason}. It is looked at again and again; meanwhile others answer, or the database itself.")]
    private partial void LogLeftOut(string place, string database, string reason);
}
