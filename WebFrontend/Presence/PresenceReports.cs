using Parley.Presence;
using Parley.WebFrontend.Realtime;

namespace Parley.WebFrontend.Presence;

/// <summary>Tells the grains who has devices here: at once when that changes, and now and then as a sign of life. One report at a time for each part.</summary>
public sealed partial class PresenceReports : BackgroundService
{
    private static readonly TimeSpan SignOfLifeEvery = PresenceParts.ForgetAfter / 3;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>For the answer to a report; who waits for it goes on without, and hears of it when it has come through.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ListeningDevices _devices;
    private readonly Attachments _attachments;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly ILogger<PresenceReports> _logger;
    private CancellationToken _stopping;

    public PresenceReports(ListeningDevices devices, Attachments attachments, IGrainFactory grains, TimeProvider clock, ILogger<PresenceReports> logger)
    {
        (_devices, _attachments, _grains, _clock, _logger) = (devices, attachments, grains, clock, logger);
        devices.Changed += part => Start(part, isSignOfLife: false);
    }

    /// <summary>Has the connection hear of its user's changes from now on.</summary>
    public async Task ListenAsync(ClientConnection connection)
    {
        try
        {
            await _devices.Add(connection).WaitAsync(Patience, _clock, _stopping);
        }
        catch (TimeoutException)
        {
            // The part of a silo that is dying, say. When the report comes through, the device is told to ask once more.
        }
    }


    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        using var timer = new PeriodicTimer(SignOfLifeEvery, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            for (var part = 0; part < PresenceParts.Count; part++)
            {
                Start(part, isSignOfLife: true);
            }
        }
    }

    private void Start(int part, bool isSignOfLife) => _ = SendAsync(part, isSignOfLife);

    /// <summary>Goes on until there is nothing left to say.</summary>
    private async Task SendAsync(int number, bool isSignOfLife)
    {
        var part = _devices.Part(number);
        while (!_stopping.IsCancellationRequested && part.TakeReport(isSignOfLife) is { } changes)
        {
            isSignOfLife = false;
            bool? wasTaken = null;
            try
            {
                wasTaken = await _grains.GetGrain<IPresenceGrain>(number).Report(new PresenceReport(
                    _attachments.Frontend, _attachments.Observer, changes.Number, changes.After, changes.Came, changes.Went)
                {
                    Details = changes.Details,
                });
            }
            catch (Exception e)
            {
                LogNotReported(e, number);
            }

            ListeningDevices.AskAgain(part.Reported(wasTaken));
            if (wasTaken is null)
            {
                await Task.Delay(RetryAfter, _clock, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(4320, LogLevel.Debug, "Part {Part} was not told who is connected here; it is tried again.")]
    private partial void LogNotReported(Exception exception, int part);
}
