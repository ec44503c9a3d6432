using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Grains.Delivery;

/// <summary>Sends what waits in the outbox, on every silo.</summary>
public sealed partial class OutboxSender(Outbox outbox, Roads roads, ILogger<OutboxSender> logger) : BackgroundService
{
    private const int AtOnce = 8;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var due = await outbox.TakeAsync(AtOnce);
                await Task.WhenAll(due.Select(message => SendAsync(message, stoppingToken)));
                if (due.Count < AtOnce)
                {
                    await outbox.WaitAsync(LookEvery, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                LogFailed(e);
                await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendAsync(DueMessage due, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Outbox.Lease / 2);
        try
        {
            await roads.SendAsync(due.Message, patience.Token);
        }
        catch (UndeliverableException e)
        {
            LogUndeliverable(due.Id, e.Message);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNotSent(due.Id, due.Attempts, e.Message);
            await outbox.RetryLaterAsync(due);
            return;
        }

        await outbox.RemoveAsync(due);
    }

    [LoggerMessage(2100, LogLevel.Warning, "The outbox cannot be read or written")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(2101, LogLevel.Warning, "Message {Message} could not be sent in attempt {Attempt}, it is tried again: {Reason}")]
    private partial void LogNotSent(string message, int attempt, string reason);

    [LoggerMessage(2102, LogLevel.Warning, "Message {Message} cannot be sent and is dropped: {Reason}")]
    private partial void LogUndeliverable(string message, string reason);
}
