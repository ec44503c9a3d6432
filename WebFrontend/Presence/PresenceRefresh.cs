using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Presence;
using Parley.WebFrontend.Realtime;

namespace Parley.WebFrontend.Presence;

/// <summary>
/// Asks the grains, now and then and part by part, for all whom somebody here looks at, and tells each viewer what has changed. Nothing is
/// kept for it anywhere else; who looks at nobody costs nothing.
/// </summary>
public sealed partial class PresenceRefresh(
    IGrainFactory grains, IOptions<PresenceOptions> options, TimeProvider clock, ILogger<PresenceRefresh> logger) : BackgroundService
{
    private readonly PresenceWatch<ClientConnection> _watch = new();
    private readonly SemaphoreSlim _refreshing = new(1, 1);

    /// <summary>The refusal of so many users.</summary>
    public Error? Limit(int users) =>
        users > options.Value.MaxWatched ? ErrorCatalog.InvalidField("users", $"At most {options.Value.MaxWatched} users at a time.") : null;

    /// <summary>The connection looks at these users, and at no others any more; what they are comes as a push.</summary>
    public async Task<Error?> LookAsync(ClientConnection viewer, IReadOnlyCollection<string> users)
    {
        _watch.Look(viewer, users);
        if (viewer.IsGone)
        {
            _watch.Leave(viewer);
            return null;
        }

        await RefreshAsync([.. users]);
        return null;
    }

    /// <summary>Harmless if it looks at nobody.</summary>
    public void Leave(ClientConnection viewer) => _watch.Leave(viewer);

    /// <summary>What these users are now. Who cannot be asked about is left out.</summary>
    public async Task<IReadOnlyDictionary<string, UserPresence>> AskAsync(IReadOnlyCollection<string> users)
    {
        var answers = await Task.WhenAll(users.GroupBy(PresenceParts.Of).Select(async part =>
        {
            try
            {
                return await grains.GetGrain<IPresenceGrain>(part.Key).StatesOf([.. part]);
            }
            catch (Exception e)
            {
                LogNotAsked(e, part.Key);
                return [];
            }
        }));
        return answers.SelectMany(answer => answer).ToDictionary(presence => presence.User);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (_watch.Watched is { IsEmpty: false } watched)
            {
                await RefreshAsync(watched);
            }
        }
    }

    /// <summary>One at a time: what was asked earlier must not be told later.</summary>
    private async Task RefreshAsync(IReadOnlyCollection<string> users)
    {
        await _refreshing.WaitAsync();
        try
        {
            foreach (var (viewer, news) in _watch.Take(await AskAsync(users)))
            {
                viewer.Queue.OfferEphemeral(Push.Presence(news));
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public override void Dispose()
    {
        _refreshing.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    [LoggerMessage(4330, LogLevel.Debug, "Part {Part} did not say who is there.")]
    private partial void LogNotAsked(Exception exception, int part);
}
