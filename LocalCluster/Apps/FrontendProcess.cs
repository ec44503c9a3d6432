using System.Collections.Immutable;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;

namespace Parley.LocalCluster.Apps;

public sealed class FrontendProcess : AppProcess
{
    private readonly ClusterPlan _plan;

    internal FrontendProcess(ProcessSetting setting, ClusterPlan plan, FrontendPlan frontend, ProcessIdentity? running)
        : base(setting, frontend.Number, frontend.Name, frontend.HttpPort, running)
    {
        _plan = plan;
        Plan = frontend;
    }

    /// <summary>Its ports.</summary>
    public FrontendPlan Plan { get; }

    protected override string Program => _plan.FrontendProgram;

    protected override ImmutableSortedDictionary<string, string> Settings => AppSettings.Frontend(_plan, Plan);
}
