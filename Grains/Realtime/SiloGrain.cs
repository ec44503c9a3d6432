using System.Collections.Immutable;
using Orleans.Runtime;
using Parley.Dashboard;
using Parley.Errors;
using Parley.Grains.Dashboard;
using Parley.Grains.Rooms;
using Parley.Grains.Throttling;
using Parley.Realtime;
using Parley.Sessions;
using Parley.Throttling;

namespace Parley.Grains.Realtime;

/// <summary>What frontends say to this silo as a whole.</summary>
[GrainType("silo"), SiloPlacement]
public sealed class SiloGrain(FrontendRegistry frontends, HostedRooms hosted, IRoomLog log, SiloReporter reporter, IKillSwitch killSwitch, IDrainSwitch drainSwitch, BlockedKeys blocked, ISiloStatusOracle silos) : Grain, ISiloGrain
{
    public async Task<ImmutableArray<string>> Renew(string frontend, IFrontendObserver observer, ImmutableArray<RoomHead> positions)
    {
        frontends.Renew(frontend, observer);
        if (positions.IsEmpty)
        {
            return [];
        }

        var heads = await log.HeadsAsync([.. positions.Select(position => position.Room)]);
        return [.. positions.Where(position => MustAttach(frontend, position, heads)).Select(position => position.Room)];
    }

    public Task<SiloReport> Report() => Task.FromResult(reporter.Report());

    public async Task<ImmutableArray<FrontendReport>> ReportFrontends(ImmutableArray<string> ids)
    {
        var reports = await Task.WhenAll(ids.Select(frontends.Report));
        return [.. reports.OfType<FrontendReport>()];
    }

    public Task<Error?> Kill()
    {
        if (killSwitch.Refusal is { } refusal)
        {
            return Task.FromResult<Error?>(refusal);
        }

        killSwitch.Pull();
        return Task.FromResult<Error?>(null);
    }

    public Task<ImmutableArray<BlockedKey>> Blocked() => Task.FromResult(blocked.Current);

    public Task LimitLifted(string scope, string key)
    {
        blocked.Forget(scope, key);
        return frontends.LimitLifted(scope, key);
    }

    public Task<Error?> Drain(bool force)
    {
        var refusal = drainSwitch.Refusal
            ?? (!force && silos.GetApproximateSiloStatuses(onlyActive: true).Count < 2 ? ErrorCatalog.Error(ErrorCatalog.LastNode) : null);
        if (refusal is null)
        {
            drainSwitch.Pull();
        }

        return Task.FromResult(refusal);
    }

    public async Task<Error?> DrainFrontend(string frontend, bool force) =>
        drainSwitch.Refusal
            ?? (!force && frontends.Ids.All(id => id == frontend) ? ErrorCatalog.Error(ErrorCatalog.LastNode) : null)
            ?? (await frontends.Drain(frontend) ? null : ErrorCatalog.Error(ErrorCatalog.FrontendNotFound));

    public Task SessionsEnded(ImmutableArray<EndedSession> sessions) => frontends.SessionsEnded(sessions);

    public Task ProfilesChanged(ImmutableArray<string> users) => frontends.ProfilesChanged(users);

    public Task<int> RoomCount() => Task.FromResult(hosted.Count);

    /// <summary>
    /// A room that sleeps at the head the frontend has needs no attachment: it announces itself when it wakes. So renewals
    /// keep no room awake.
    /// </summary>
    private bool MustAttach(string frontend, RoomHead position, IReadOnlyDictionary<string, LogHead> heads) =>
        hosted.IsAttached(position.Room, frontend) == false ||
        !heads.TryGetValue(position.Room, out var head) || head.LastSeq != position.LastSeq || head.Epoch != position.Epoch;
}
