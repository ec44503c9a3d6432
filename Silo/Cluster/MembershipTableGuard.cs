using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Parley.Grains.Storage;
using StackExchange.Redis;

namespace Parley.Silo.Cluster;

/// <summary>
/// Watches over the membership table. A Redis that has lost its data would let the next silo to start form a second
/// cluster, in silence: running silos put the table back as they last saw it, and silos that start wait for that while the
/// database has signs of life from others.
/// </summary>
internal sealed partial class MembershipTableGuard(
    MembershipTable table, SiloHeartbeats heartbeats, ILocalSiloDetails self, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<MembershipTableGuard> logger)
    : BackgroundService
{
    /// <summary>Pause between two looks; also between two signs of life.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>A silo without a sign for this long is not counted as alive.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <summary>How long the news that the table was lost stays on the dashboard.</summary>
    private static readonly TimeSpan NewsFor = TimeSpan.FromMinutes(15);

    /// <summary>Looks without this silo before it gives up: one may fall between two writes.</summary>
    private const int MaxLooksWithoutMe = 3;

    private readonly string _self = self.SiloAddress.ToString();
    private MembershipCopy _known = MembershipCopy.None;
    private int _looksWithoutMe;
    private long? _unreachableSince;
    private long? _restoredAt;
    private long? _lookedAt;
    private bool _hasSlept;

    /// <summary>What an operator should know, in words; null: nothing.</summary>
    public string? Warning => this switch
    {
        { _looksWithoutMe: > 0 } => "This silo is not in the membership table, although it runs. It ends itself if that stays so; start it again.",
        { _unreachableSince: not null } => "Redis does not answer. Rooms go on; no silo or frontend can join, and no silo that dies is noticed, until it is back.",
        { _restoredAt: { } at } when clock.GetElapsedTime(at) < NewsFor =>
            "Redis had lost the membership table; this silo has put it back. Set appendonly yes and maxmemory-policy noeviction in Redis, so that it keeps its data.",
        _ => null,
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Apart, so that a database that hangs does not keep us from looking.
        await Task.WhenAll(Repeatedly(LookAsync, stoppingToken), Repeatedly(BeatAsync, stoppingToken));
        await LeaveAsync();
    }

    private async Task Repeatedly(Func<Task> work, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            do
            {
                await work();
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync()
    {
        _hasSlept = _lookedAt is { } before && clock.GetElapsedTime(before) > Fresh;
        _lookedAt = clock.GetTimestamp();
        try
        {
            var seen = await table.ReadAsync();
            _unreachableSince = null;
            await ActOn(seen);
        }
        catch (Exception e)
        {
            if (_unreachableSince is null)
            {
                LogUnreachable(e);
            }

            _unreachableSince ??= clock.GetTimestamp();
        }
    }

    private async Task ActOn(MembershipCopy seen)
    {
        var verdict = MembershipVerdicts.Judge(_known, seen, _self);
        _looksWithoutMe = verdict == MembershipVerdict.WithoutMe ? _looksWithoutMe + 1 : 0;
        switch (verdict)
        {
            case MembershipVerdict.Sound:
                _known = seen;
                break;
            case MembershipVerdict.Lost when await IsOverAsync():
                LogWithoutMe();
                End();
                break;
            case MembershipVerdict.Lost when await table.RestoreAsync(_known, seen):
                _restoredAt = clock.GetTimestamp();
                LogRestored(_known.Version);
                break;
            case MembershipVerdict.WithoutMe when _looksWithoutMe >= MaxLooksWithoutMe:
                LogWithoutMe();
                End();
                break;
            default:
                break; // Lost, and another silo was faster; or without me once, which may pass
        }
    }

    /// <summary>
    /// True if this silo has slept, and silos are alive that it does not remember: it has slept through the end of its cluster, and another has begun.
    /// </summary>
    private async Task<bool> IsOverAsync() => _hasSlept && (await heartbeats.FreshAsync(Fresh)).Any(silo => !_known.Lists(silo));

    private void End()
    {
        Environment.ExitCode = ExitCodes.Unavailable;
        lifetime.StopApplication();
    }

    private async Task BeatAsync()
    {
        try
        {
            await heartbeats.WriteAsync(_self);
        }
        catch (Exception e)
        {
            // The database is away: what cannot be stored is refused elsewhere, and the log says so there.
            LogNoBeat(e);
        }
    }

    private async Task LeaveAsync()
    {
        try
        {
            await heartbeats.RemoveAsync(_self);
        }
        catch (Exception e)
        {
            LogNoBeat(e);
        }
    }

    [LoggerMessage(7000, LogLevel.Warning, "Redis does not answer. Rooms go on; no silo or frontend can join, and no silo that dies is noticed, until it is back.")]
    private partial void LogUnreachable(Exception exception);

    [LoggerMessage(7001, LogLevel.Error, "Redis had lost the membership table; it was put back as of version {Version}. Set appendonly yes and maxmemory-policy noeviction in Redis.")]
    private partial void LogRestored(long version);

    [LoggerMessage(7002, LogLevel.Critical, "The cluster goes on without this silo. It ends, so that there are no two clusters; start it again.")]
    private partial void LogWithoutMe();

    [LoggerMessage(7003, LogLevel.Debug, "The sign of life was not written.")]
    private partial void LogNoBeat(Exception exception);
}
