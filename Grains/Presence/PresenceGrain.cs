using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;
using Parley.Presence;
using Parley.Realtime;
using Parley.Users;

namespace Parley.Grains.Presence;

// Reentrant: one frontend that is slow to take a user's news must not hold up the others.
[GrainType("presence"), Reentrant]
internal sealed partial class PresenceGrain(TimeProvider clock, ILogger<PresenceGrain> logger) : Grain, IPresenceGrain
{
    private readonly PresenceTable<IFrontendObserver> _table = new(PresenceParts.ForgetAfter);

    public Task<bool> Report(PresenceReport report)
    {
        _table.Forget(clock.GetUtcNow());
        return Task.FromResult(_table.Take(
            report.Frontend, report.Observer, report.Number, report.After, report.Came, report.Went, report.Details.IsDefault ? [] : report.Details, clock.GetUtcNow()));
    }

    public Task<ImmutableArray<UserPresence>> StatesOf(ImmutableArray<string> users) =>
        Task.FromResult<ImmutableArray<UserPresence>>([.. users.Select(user => _table.StateOf(user, clock.GetUtcNow()))]);

    public async Task Tell(OwnNews news) =>
        await Task.WhenAll(_table.FrontendsOf(news.User, clock.GetUtcNow()).Select(frontend => Tell(frontend.Id, frontend.Observer, news)));

    private async Task Tell(string frontend, IFrontendObserver observer, OwnNews news)
    {
        try
        {
            await observer.Own(news);
        }
        catch (Exception e) when (e is ClientNotAvailableException)
        {
            _table.Drop(frontend);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            LogNotTaken(e, frontend); // the hole in the versions tells the device
        }
    }

    [LoggerMessage(4310, LogLevel.Debug, "Frontend {Frontend} did not take a user's changes.")]
    private partial void LogNotTaken(Exception exception, string frontend);
}
