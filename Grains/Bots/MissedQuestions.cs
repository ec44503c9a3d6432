using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Parley.Grains.Bots;

/// <summary>
/// Has the server's own bots answer what a silo that died was asked and did not answer: once this silo has started, and when another one has gone. Asking again what was
/// answered changes nothing.
/// </summary>
internal sealed partial class MissedQuestions(
    RecentMentions mentions, IEnumerable<IHouseBot> bots, ISiloStatusOracle silos, IOptions<BotOptions> options, TimeProvider clock, ILogger<MissedQuestions> logger) : BackgroundService, ISiloStatusListener
{
    private const int MaxQuestions = 1000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _due = new(0, 1);

    /// <summary>Looks as soon as possible: a bot is set up, or a silo has gone.</summary>
    public void LookSoon()
    {
        try
        {
            _due.Release();
        }
        catch (SemaphoreFullException)
        {
            // It will look in any case.
        }
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead)
        {
            LookSoon();
        }
    }

    public override void Dispose()
    {
        _due.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        silos.SubscribeToSiloStatusEvents(this);
        try
        {
            while (true)
            {
                await _due.WaitAsync(stoppingToken);
                await LookAsync(stoppingToken);
                await Task.Delay(BetweenLooks, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            silos.UnSubscribeFromSiloStatusEvents(this);
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        foreach (var bot in bots)
        {
            try
            {
                var missed = bot.UserId is { } user ? await mentions.FindAsync(user, clock.GetUtcNow() - options.Value.AnswerWithin, MaxQuestions) : [];
                foreach (var (room, seq) in missed.Reverse())
                {
                    bot.Ask(room, seq);
                }
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LogFailed(e);
                await Task.Delay(RetryAfter, clock, stopping);
                LookSoon();
            }
        }
    }

    [LoggerMessage(2300, LogLevel.Warning, "What the server's own bots were asked of late is not known; it is looked at again.")]
    private partial void LogFailed(Exception exception);
}
