using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Parley.Sessions;
using Parley.Silo;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Follows the feed of ended sessions: however a session ended, and on whichever frontend, this one knows within a period.
/// </summary>
internal sealed partial class RevocationFeed(
    IGrainFactory grains, ClusterLink link, SessionRevocations revocations, IOptions<SessionFrontendOptions> options, TimeProvider clock, ILogger<RevocationFeed> logger)
    : BackgroundService
{
    /// <summary>Lower numbers may appear after higher ones for so long: that much is read again.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    /// <summary>What <see cref="IRevocationsGrain.After"/> answers with at most.</summary>
    private const int FullPage = 1000;

    /// <summary>An answer is waited for so long; then the next silo is asked, because this one may be dying.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);

    /// <summary>At start there is nobody to keep waiting, and much else to do.</summary>
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(30);

    /// <summary>Roads to the feed that are tried in turn.</summary>
    private const int Roads = 8;

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);

    /// <summary>Numbers in the order in which they were first seen, of the last <see cref="Overlap"/>.</summary>
    private readonly Queue<(long Id, long SeenAt)> _recent = new();
    private readonly HashSet<long> _recentIds = [];

    /// <summary>Everything up to this number was seen more than <see cref="Overlap"/> ago.</summary>
    private long _settled;

    private long _lastSweep;
    private int _road;
    private bool _isReported;

    /// <summary>Reads the feed once before the server listens: after a restart, an ended session must not count again for a moment.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _lastSweep = clock.GetTimestamp();
        if (link.IsConnected)
        {
            await TryReadAsync();
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RevocationPeriod, clock);
        try
        {
            await link.Connected.WaitAsync(stoppingToken);
            do
            {
                await TryReadAsync();
                Sweep();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task TryReadAsync()
    {
        try
        {
            var asked = clock.GetTimestamp();
            await ReadAsync();
            revocations.Read(asked);
            if (_isReported)
            {
                _isReported = false;
                LogBack();
            }
        }
        catch (Exception e)
        {
            _road = (_road + 1) % Roads;
            Report(e);
        }
    }

    private async Task ReadAsync()
    {
        var after = Settle();
        ImmutableArray<Revocation> page;
        do
        {
            page = await grains.Revocations(_road).After(after).WaitAsync(revocations.IsKnown ? AnswerPatience : FirstPatience, clock);
            foreach (var revocation in page)
            {
                Take(revocation);
                after = revocation.Id;
            }
        }
        while (page.Length >= FullPage);
    }

    private void Take(Revocation revocation)
    {
        if (_recentIds.Add(revocation.Id))
        {
            _recent.Enqueue((revocation.Id, clock.GetTimestamp()));
            revocations.Revoke(revocation.Session, revocation.Until);
        }
    }

    /// <summary>Lets go of what is certain, and says from where to read.</summary>
    private long Settle()
    {
        while (_recent.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.SeenAt) > Overlap)
        {
            _recent.Dequeue();
            _recentIds.Remove(oldest.Id);
            _settled = Math.Max(_settled, oldest.Id);
        }

        return _settled;
    }

    private void Report(Exception exception)
    {
        if (!_isReported && revocations.IsKnown && !revocations.IsCurrent)
        {
            _isReported = true;
            LogCutOff(exception);
        }
    }

    private void Sweep()
    {
        if (clock.GetElapsedTime(_lastSweep) > SweepPeriod)
        {
            _lastSweep = clock.GetTimestamp();
            revocations.Sweep(clock.GetUtcNow());
        }
    }

    [LoggerMessage(3100, LogLevel.Warning, "The feed of ended sessions cannot be read: no new connections are taken, and those whose access token has run out are closed")]
    private partial void LogCutOff(Exception exception);

    [LoggerMessage(3102, LogLevel.Information, "The feed of ended sessions is read again")]
    private partial void LogBack();
}
