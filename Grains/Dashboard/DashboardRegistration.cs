using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using Parley.Dashboard;

namespace Parley.Grains.Dashboard;

internal static class DashboardRegistration
{
    /// <summary>A host whose silo has a process of its own registers <see cref="ProcessKillSwitch"/> before.</summary>
    public static ISiloBuilder AddDashboardReports(this ISiloBuilder silo)
    {
        silo.Services.AddMetrics();
        silo.Services.AddSingleton<SiloMetrics>();
        silo.Services.AddSingleton<SiloReporter>();
        silo.Services.TryAddSingleton<ProcessLoad>();
        silo.Services.TryAddSingleton<IKillSwitch, EmbeddedKillSwitch>();
        silo.Services.TryAddSingleton<IDrainSwitch, EmbeddedDrainSwitch>();
        return silo;
    }
}
