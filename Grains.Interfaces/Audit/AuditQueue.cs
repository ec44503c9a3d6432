using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Dashboard;

namespace Parley.Audit;

/// <summary>Takes entries to the grain that writes them: at once, or by a bounded queue. Stopping writes what waits, for a short while.</summary>
internal sealed partial class AuditQueue : IAudit, IHostedService, IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly ILogger<AuditQueue> _logger;
    private readonly Channel<AuditEntry> _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly Lazy<Task> _pump;
    private readonly Tally _lost;

    /// <summary>Lost ones that the log does not know of yet.</summary>
    private long _unsaid;

    public AuditQueue(IGrainFactory grains, TimeProvider clock, IMeterFactory meters, IOptions<AuditQueueOptions> options, ILogger<AuditQueue> logger)
    {
        (_grains, _clock, _logger) = (grains, clock, logger);
        _waiting = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(options.Value.MaxQueued) { SingleReader = true });
        _stopping = _stop.Token;
        _pump = new(() => Task.Run(PumpAsync)); // off whichever grain was first
        _lost = new Tally(meters.Create(Tally.MeterName), "parley.audit.lost", "{entry}", "Entries of the audit log that were lost because too many waited.");
    }

    public Task WriteAsync(AuditEntry entry) => _grains.AuditLog().Write([Complete(entry)]);

    public void Note(AuditEntry entry)
    {
        if (_waiting.Writer.TryWrite(Complete(entry)))
        {
            _ = _pump.Value;
            return;
        }

        _lost.Add(1);
        if (Interlocked.Increment(ref _unsaid) == 1)
        {
            LogLosing();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before the silo or its client stops, which comes after this one.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (!_pump.IsValueCreated)
        {
            return;
        }

        try
        {
            await _pump.Value.WaitAsync(StopPatience, _clock, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await _stop.CancelAsync();
            LogLeft(_waiting.Reader.Count);
        }
    }

    /// <summary>May be called more than once: it is registered under more than one type.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        if (!_stopping.IsCancellationRequested)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    private AuditEntry Complete(AuditEntry entry) => entry with
    {
        At = entry.At ?? _clock.GetUtcNow(),
        Address = entry.Address ?? AuditOrigin.Address,
        RequestId = entry.RequestId ?? AuditOrigin.RequestId,
    };

    private async Task PumpAsync()
    {
        try
        {
            var batch = ImmutableArray.CreateBuilder<AuditEntry>();
            while (await _waiting.Reader.WaitToReadAsync(_stopping))
            {
                batch.Clear();
                while (batch.Count < IAuditGrain.MaxBatch - 1 && _waiting.Reader.TryRead(out var entry))
                {
                    batch.Add(entry);
                }

                await WriteUntilItWorksAsync(batch);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task WriteUntilItWorksAsync(ImmutableArray<AuditEntry>.Builder batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            var unsaid = Interlocked.Read(ref _unsaid);
            try
            {
                await _grains.AuditLog().Write(unsaid == 0 ? batch.ToImmutable() : [.. batch, Complete(LostSome(unsaid))]);
                Interlocked.Add(ref _unsaid, -unsaid);
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                if (attempt == 1)
                {
                    LogNotWritten(e);
                }

                await Task.Delay(RetryAfter, _clock, _stopping);
            }
        }
    }

    private static AuditEntry LostSome(long count) =>
        new(AuditEvents.SysMonitorDisabled) { Detail = $"entries lost before this one: {count.ToString(CultureInfo.InvariantCulture)}" };

    [LoggerMessage(7000, LogLevel.Error, "Too many entries of the audit log wait to be written: some are lost. See Parley:Audit:MaxQueued")]
    private partial void LogLosing();

    [LoggerMessage(7001, LogLevel.Warning, "Entries of the audit log could not be written; they are kept and tried again")]
    private partial void LogNotWritten(Exception exception);

    [LoggerMessage(7002, LogLevel.Error, "The process ends with {Count} or more entries of the audit log unwritten")]
    private partial void LogLeft(int count);
}
