using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;
using Orleans.Hosting;
using Parley.Grains.Dashboard;

namespace Parley.Silo.Dashboard;

/// <summary>What the dashboards need of silos and of the clients that show them.</summary>
internal static class DashboardRegistration
{
    /// <summary>The dashboard of Orleans, on every silo: without the trace, which is the whole log.</summary>
    public static ISiloBuilder AddOrleansDashboard(this ISiloBuilder silo)
    {
        silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        return silo;
    }

    /// <summary>The same where it is shown.</summary>
    public static IClientBuilder AddOrleansDashboard(this IClientBuilder client)
    {
        client.AddDashboard(dashboard => dashboard.HideTrace = true);
        return client;
    }

    /// <summary>The silo is alone in its process, which may be killed without anybody else. To be called before the grains are added.</summary>
    public static ISiloBuilder AddOwnProcess(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IKillSwitch, ProcessKillSwitch>();
        silo.Services.AddSingleton<IDrainSwitch, ProcessDrainSwitch>();
        return silo;
    }
}
