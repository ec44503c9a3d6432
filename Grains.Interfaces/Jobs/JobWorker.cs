using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Jobs;

/// <summary>
/// Does jobs, so many at a time, of the kinds that there are handlers for here. It asks for more when it has been woken, when the next one is due, and now and then in any case: others
/// take jobs in as well, and die. Idle, that is one read of an index.
/// </summary>
public sealed partial class JobWorker(
    IJobSource source, IEnumerable<IJobHandler> handlers, string name, IOptions<JobOptions> options, JobMetrics metrics, TimeProvider clock, ILogger<JobWorker> logger) : BackgroundService
{
    /// <summary>While everything is taken, so many are asked for at once, and not each as another one ends.</summary>
    private const int RefillShare = 2;

    private static readonly TimeSpan Refill = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestRenewal = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ImmutableDictionary<string, IJobHandler> _handlers = handlers.ToImmutableDictionary(handler => handler.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<JobRun, Attempt> _running = [];
    private TimeSpan _lease = options.Value.Lease;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_handlers.IsEmpty)
        {
            return;
        }

        var renewing = RenewAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (wait, isFull) = await BeginDueAsync(stoppingToken);
                if (wait > TimeSpan.Zero)
                {
                    await source.WaitAsync(wait, stoppingToken);
                }

                if (isFull && (options.Value.MaxRunning - _running.Count) * RefillShare < options.Value.MaxRunning)
                {
                    await Task.Delay(Refill, clock, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                LogFailed(e);
                await Task.Delay(RetryAfter, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_running.Values.Select(attempt => attempt.Task).Append(renewing));
    }

    /// <returns>How long there is nothing more to begin, and whether that is because everything is taken.</returns>
    private async Task<(TimeSpan Wait, bool IsFull)> BeginDueAsync(CancellationToken stopping)
    {
        var counts = _running.Keys.GroupBy(run => run.Job.Kind).ToDictionary(kind => kind.Key, kind => kind.Count());
        var free = options.Value.MaxRunning - _running.Count;
        ImmutableArray<JobRoom> rooms =
            [.. _handlers.Values.Select(handler => new JobRoom(handler.Kind, Math.Min(free, handler.MaxAtOnce - counts.GetValueOrDefault(handler.Kind)))).Where(room => room.Free > 0)];
        if (rooms.IsEmpty)
        {
            return (options.Value.LookEvery, true);
        }

        var taken = await source.TakeAsync(new TakeJobs(name, rooms, free));
        _lease = taken.Lease;
        foreach (var job in taken.Jobs)
        {
            Begin(job, stopping);
        }

        // Who got something asks again at once: there may be more, of another kind.
        return !taken.Jobs.IsEmpty ? (TimeSpan.Zero, false)
            : taken.Next is { } next && next < options.Value.LookEvery ? (next, false)
            : (options.Value.LookEvery, false);
    }

    private void Begin(TakenJob job, CancellationToken stopping)
    {
        var run = new JobRun(job);
        var handler = _handlers[job.Kind];
        var attempt = new Attempt(CancellationTokenSource.CreateLinkedTokenSource(stopping));
        _running[run] = attempt;
        attempt.Stop.CancelAfter(handler.LongestAttempt);
        attempt.Task = Task.Run(async () =>
        {
            var began = clock.GetTimestamp();
            metrics.Begins(job.Kind);
            JobState? written = null;
            try
            {
                written = await SettleAsync(run, await DoAsync(run, handler, attempt, stopping));
            }
            finally
            {
                metrics.Ends(job.Kind, written, clock.GetElapsedTime(began));
                _running.TryRemove(run, out _);
                attempt.Stop.Dispose();
                source.Wake();
            }
        }, CancellationToken.None);
    }

    private async Task<JobSettlement?> DoAsync(JobRun run, IJobHandler handler, Attempt attempt, CancellationToken stopping)
    {
        try
        {
            var result = await handler.RunAsync(run, attempt.Stop.Token);
            return result.State switch
            {
                JobState.Retry => Failed(run, result.Text!, result.Wait == TimeSpan.MinValue ? null : result.Wait),
                JobState.Pending => Settlement(run, JobState.Pending, result.Wait, attempts: 0, text: null),
                JobState.Success when result.Text?.Length > options.Value.MaxPayloadBytes => Settlement(run, JobState.Failure, TimeSpan.Zero, run.Attempt, "result-too-large"),
                var state => Settlement(run, state, TimeSpan.Zero, run.Attempt, result.Text),
            };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Settlement(run, JobState.Pending, TimeSpan.Zero, run.Attempt - 1, text: null); // as if it had never been begun here
        }
        catch (OperationCanceledException) when (run.IsLost)
        {
            return null;
        }
        catch (OperationCanceledException) when (attempt.Stop.IsCancellationRequested)
        {
            LogTooLong(run.Job.Kind, run.Id, run.Attempt);
            return Failed(run, "took-too-long", wait: null);
        }
        catch (Exception e)
        {
            LogAttemptFailed(e, run.Job.Kind, run.Id, run.Attempt);
            return Failed(run, e.GetType().Name, wait: null); // not its message: there may be anything in it
        }
    }

    private static JobSettlement Failed(JobRun run, string error, TimeSpan? wait) => run.IsLastAttempt
        ? Settlement(run, JobState.Failure, TimeSpan.Zero, run.Attempt, error)
        : Settlement(run, JobState.Retry, wait ?? run.Job.Retry.WaitAfter(run.Attempt, Random.Shared.NextDouble()), run.Attempt, error);

    private static JobSettlement Settlement(JobRun run, JobState state, TimeSpan wait, int attempts, string? text) =>
        new(run.Id, run.Job.Fence, state, wait, attempts, text, run.Progress.Done, run.Progress.Total);

    /// <summary>Until it is written, or the job is not ours any more: the handler may have taken long, and the database may be away for a moment.</summary>
    /// <returns>What was written; null: nothing.</returns>
    private async Task<JobState?> SettleAsync(JobRun run, JobSettlement? settlement)
    {
        var until = clock.GetUtcNow() + _lease;
        while (settlement is not null && !run.IsLost)
        {
            try
            {
                if (!await source.SettleAsync(settlement))
                {
                    return null;
                }

                if (settlement.State == JobState.Failure)
                {
                    LogGivenUp(run.Job.Kind, run.Id, run.Attempt, settlement.Text);
                }

                return settlement.State;
            }
            catch (Exception e)
            {
                LogNotSettled(e, run.Job.Kind, run.Id);
                if (clock.GetUtcNow() >= until)
                {
                    return null; // it comes again
                }
            }

            await Task.Delay(RetryAfter, clock);
        }

        return null;
    }

    private async Task RenewAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(_lease / 3 < LongestRenewal ? _lease / 3 : LongestRenewal, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var running = _running.ToArray();
            if (running.Length == 0)
            {
                continue;
            }

            try
            {
                var lost = await source.RenewAsync([.. running.Select(one => new JobRenewal(one.Key.Id, one.Key.Job.Fence, one.Key.Progress.Done, one.Key.Progress.Total))]);
                foreach (var (run, attempt) in running.Where(one => lost.Contains(one.Key.Id)))
                {
                    run.IsLost = true;
                    attempt.Cancel();
                }
            }
            catch (Exception e)
            {
                LogNotRenewed(e);
            }
        }
    }

    private sealed class Attempt(CancellationTokenSource stop)
    {
        public CancellationTokenSource Stop => stop;

        public Task Task { get; set; } = Task.CompletedTask;

        public void Cancel()
        {
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended.
            }
        }
    }

    [LoggerMessage(2200, LogLevel.Warning, "No jobs could be taken; it is tried again.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(2201, LogLevel.Warning, "Job {Kind} {Job} failed in attempt {Attempt}.")]
    private partial void LogAttemptFailed(Exception exception, string kind, string job, int attempt);

    [LoggerMessage(2202, LogLevel.Warning, "Job {Kind} {Job} took too long in attempt {Attempt} and was stopped.")]
    private partial void LogTooLong(string kind, string job, int attempt);

    [LoggerMessage(2203, LogLevel.Error, "Job {Kind} {Job} is given up after attempt {Attempt}: {Reason}. admin jobs requeue has it tried again.")]
    private partial void LogGivenUp(string kind, string job, int attempt, string? reason);

    [LoggerMessage(2204, LogLevel.Warning, "What came of job {Kind} {Job} could not be written; it is tried again.")]
    private partial void LogNotSettled(Exception exception, string kind, string job);

    [LoggerMessage(2205, LogLevel.Warning, "The leases of running jobs could not be renewed; it is tried again.")]
    private partial void LogNotRenewed(Exception exception);
}
