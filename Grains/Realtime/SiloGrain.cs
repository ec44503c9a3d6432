using System.Collections.Immutable;
using Parley.Dashboard;
using Parley.Errors;
using Parley.Grains.Dashboard;
using Parley.Grains.Rooms;
using Parley.Realtime;
using Parley.Sessions;

namespace Parley.Grains.Realtime;

/// <summary>What frontends say to this silo as a whole.</summary>
[GrainType("silo"), SiloPlacement]
public sealed class SiloGrain(FrontendRegistry frontends, HostedRooms hosted, IRoomLog log, SiloReporter reporter, IKillSwitch killSwitch) : Grain, ISiloGrain
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
