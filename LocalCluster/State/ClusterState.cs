using System.Collections.Immutable;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;

namespace Parley.LocalCluster.State;

/// <summary>What one command leaves to the next.</summary>
/// <param name="Processes">By name, the last one each has had; it may have ended.</param>
public sealed record ClusterState(ClusterPlan Plan, ImmutableSortedDictionary<string, ProcessIdentity> Processes)
{
    /// <summary>Whether anything of it still runs.</summary>
    public bool IsAlive => Processes.Values.Any(process => process.State() != ProcessState.Dead);
}
