using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Parley.Grains.Realtime;

internal static class RealtimeRegistration
{
    public static ISiloBuilder AddRealtime(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<FrontendRegistry>();
        silo.Services.AddSingleton<AllSilos>();
        silo.AddPlacementDirector<SiloPlacement, SiloPlacementDirector>();
        return silo;
    }
}
