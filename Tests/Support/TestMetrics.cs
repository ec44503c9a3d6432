using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Grains.Dashboard;
using Parley.Grains.Rooms;
using Parley.WebFrontend.Dashboard;

namespace Parley.Tests.Support;

/// <summary>Counters that belong to one test alone.</summary>
public static class TestMetrics
{
    public static SiloMetrics Silo(TimeProvider? clock = null) => new(Meters(), new HostedRooms(), clock ?? TimeProvider.System);

    public static FrontendMetrics Frontend(TimeProvider? clock = null) => new(Meters(), clock ?? TimeProvider.System, NullLogger<FrontendMetrics>.Instance);

    public static IMeterFactory Meters() => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}
