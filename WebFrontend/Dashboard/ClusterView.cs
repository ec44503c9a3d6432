using System.Collections.Immutable;
using Orleans.Runtime;
using Parley.Dashboard;
using Parley.Realtime;

namespace Parley.WebFrontend.Dashboard;

/// <summary>
/// How the whole cluster is doing: asks each silo, and each frontend through a silo that knows it. What does not answer is
/// shown as such. However many people look, the cluster is asked once a second at most by each frontend.
/// </summary>
public sealed class ClusterView(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMilliseconds(900);

    /// <summary>For a silo to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How long a dead silo is shown that was seen alive here.</summary>
    private static readonly TimeSpan ShowDeadFor = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _aliveAt = [];
    private Task<ClusterState>? _latest;
    private long _askedAt;

    /// <summary>At most a second old.</summary>
    /// <exception cref="OrleansException">No silo can be reached.</exception>
    /// <exception cref="TimeoutException">The same.</exception>
    public Task<ClusterState> Read()
    {
        lock (_lock)
        {
            if (_latest is null || (_latest.IsCompleted && (!_latest.IsCompletedSuccessfully || clock.GetElapsedTime(_askedAt) > KeepFor)))
            {
                _askedAt = clock.GetTimestamp();
                _latest = Ask();
            }

            return _latest;
        }
    }

    private async Task<ClusterState> Ask()
    {
        // 1. The silos, as the nearest one knows them.
        var members = ToShow(await grains.GetGrain<ISiloDirectoryGrain>(0).Members());

        // 2. Those that live, all at once.
        var reports = await Task.WhenAll(members.Select(Ask));

        // 3. Every frontend once, through the first silo that knows it.
        var frontends = reports.OfType<SiloReport>()
            .SelectMany(silo => silo.Frontends.Select(frontend => (Frontend: frontend, silo.Silo)))
            .DistinctBy(known => known.Frontend)
            .ToLookup(known => known.Silo, known => known.Frontend);
        var answers = await Task.WhenAll(frontends.Select(group => AskFrontends(group.Key, [.. group])));
        var byId = answers.SelectMany(answer => answer).ToDictionary(report => report.Frontend);

        return new ClusterState(
            clock.GetUtcNow(),
            [.. members.Zip(reports).OrderBy(silo => silo.First.Name, StringComparer.Ordinal).ThenBy(silo => silo.First.Silo, StringComparer.Ordinal)],
            [
                .. frontends.SelectMany(group => group)
                    .Select(id => (Id: id, Report: byId.GetValueOrDefault(id)))
                    .OrderBy(frontend => frontend.Report?.Addresses.FirstOrDefault() ?? "~", StringComparer.Ordinal).ThenBy(frontend => frontend.Id, StringComparer.Ordinal),
            ]);
    }

    /// <summary>The table of members keeps the dead for days.</summary>
    private List<SiloMember> ToShow(ImmutableArray<SiloMember> members)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var member in members.Where(IsAlive))
            {
                _aliveAt[member.Silo] = now;
            }

            foreach (var forgotten in _aliveAt.Where(seen => now - seen.Value > ShowDeadFor).Select(seen => seen.Key).ToList())
            {
                _aliveAt.Remove(forgotten);
            }

            // One that has come back at its address is shown once.
            var addresses = members.Where(IsAlive).Select(member => member.Address).ToHashSet();
            return [.. members.Where(member => IsAlive(member) || (_aliveAt.ContainsKey(member.Silo) && !addresses.Contains(member.Address)))];
        }
    }

    private static bool IsAlive(SiloMember member) => member.Status is not ("Dead" or "None" or "Created");

    private async Task<SiloReport?> Ask(SiloMember member)
    {
        try
        {
            return IsAlive(member) ? await grains.GetGrain<ISiloGrain>(member.Silo).Report().WaitAsync(Patience, clock) : null;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return null;
        }
    }

    private async Task<ImmutableArray<FrontendReport>> AskFrontends(string silo, ImmutableArray<string> frontends)
    {
        try
        {
            return await grains.GetGrain<ISiloGrain>(silo).ReportFrontends(frontends);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return [];
        }
    }
}

/// <summary>The cluster at one moment.</summary>
/// <param name="Silos">Null: does not answer.</param>
/// <param name="Frontends">By id; null: does not answer.</param>
public sealed record ClusterState(
    DateTimeOffset At, ImmutableArray<(SiloMember Member, SiloReport? Report)> Silos, ImmutableArray<(string Id, FrontendReport? Report)> Frontends);
