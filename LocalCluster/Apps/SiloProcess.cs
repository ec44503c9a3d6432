using System.Collections.Immutable;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;

namespace Parley.LocalCluster.Apps;

public sealed class SiloProcess : AppProcess
{
    private readonly ClusterPlan _plan;

    internal SiloProcess(ProcessSetting setting, ClusterPlan plan, SiloPlan silo, ProcessIdentity? running)
        : base(setting, silo.Number, silo.Name, silo.HttpPort, running)
    {
        _plan = plan;
        Plan = silo;
    }

    /// <summary>Its ports.</summary>
    public SiloPlan Plan { get; }

    protected override string Program => _plan.SiloProgram;

    protected override ImmutableSortedDictionary<string, string> Settings => AppSettings.Silo(_plan, Plan);
}
