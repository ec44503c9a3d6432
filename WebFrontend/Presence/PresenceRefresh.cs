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
    private readonly Lock _lock = new();

    /// <summary>Users to ask for in the next round; many viewers that come at once share it.</summary>
    private HashSet<string> _toAsk = [];
    private bool _asking;

    /// <summary>The refusal of so many users.</summary>
    public Error? Limit(int users) =>
        users > options.Value.MaxWatched ? ErrorCatalog.InvalidField("users", $"At most {options.Value.MaxWatched} users at a time.") : null;

    /// <summary>The connection looks at these users, and at no others any more; what they are comes as a push. Returns at once.</summary>
    public void Look(ClientConnection viewer, IReadOnlyCollection<string> users)
    {
        _watch.Look(viewer, users);
        if (viewer.IsGone)
        {
            _watch.Leave(viewer); // it has ended meanwhile, and was looked for before it was there
        }

        AskSoon(users);
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
            AskSoon(_watch.Watched);
        }
    }

    private void AskSoon(IReadOnlyCollection<string> users)
    {
        lock (_lock)
        {
            _toAsk.UnionWith(users);
            if (_asking || _toAsk.Count == 0)
            {
                return;
            }

            _asking = true;
        }

        _ = Task.Run(AskRoundsAsync);
    }

    /// <summary>One round at a time: what was asked earlier must not be told later.</summary>
    private async Task AskRoundsAsync()
    {
        while (Take() is { } users)
        {
            foreach (var (viewer, news) in _watch.Take(await AskAsync(users)))
            {
                viewer.Queue.OfferEphemeral(Push.Presence(news));
            }
        }
    }

    /// <summary>Whom to ask for; null: the rounds are over.</summary>
    private HashSet<string>? Take()
    {
        lock (_lock)
        {
            var users = _toAsk;
            _toAsk = [];
            _asking = users.Count > 0;
            return _asking ? users : null;
        }
    }

    [LoggerMessage(4330, LogLevel.Debug, "Part {Part} did not say who is there.")]
    private partial void LogNotAsked(Exception exception, int part);
}
