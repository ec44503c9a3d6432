using Orleans.Dashboard;
using Orleans.Hosting;

namespace Parley.Silo.Dashboard;

/// <summary>What the dashboard of Orleans needs on every silo.</summary>
internal static class DashboardRegistration
{
    /// <summary>Without the trace, which is the whole log.</summary>
    public static ISiloBuilder AddOrleansDashboard(this ISiloBuilder silo)
    {
        silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        return silo;
    }
}
