using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;
using Orleans.Hosting;
using Parley.Grains.Dashboard;

namespace Parley.Silo.Dashboard;

/// <summary>What the dashboards need of silos and of the clients that show them.</summary>
internal static class DashboardRegistration
{
    /// <summary>Orleans counts some of its gauges by going through all activations: once a second, that was an eighth of what ten thousand idle users cost.</summary>
    private const int SampleEveryMs = 5_000;

    /// <summary>The dashboard of Orleans, on every silo: without the trace, which is the whole log.</summary>
    public static ISiloBuilder AddOrleansDashboard(this ISiloBuilder silo)
    {
        silo.AddDashboard(Configure);
        return silo;
    }

    /// <summary>The same where it is shown.</summary>
    public static IClientBuilder AddOrleansDashboard(this IClientBuilder client)
    {
        client.AddDashboard(Configure);
        return client;
    }

    /// <summary>The silo is alone in its process, which may be killed without anybody else. To be called before the grains are added.</summary>
    public static ISiloBuilder AddOwnProcess(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IKillSwitch, ProcessKillSwitch>();
        silo.Services.AddSingleton<IDrainSwitch, ProcessDrainSwitch>();
        return silo;
    }

    private static void Configure(DashboardOptions dashboard) => (dashboard.HideTrace, dashboard.CounterUpdateIntervalMs) = (true, SampleEveryMs);
}
