using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Parley.Grains.Rooms;

namespace Parley.Grains.Bots;

internal static class BotsRegistration
{
    public static ISiloBuilder AddBots(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ParleyBot>();
        silo.Services.AddSingleton<IRoomWatcher>(services => services.GetRequiredService<ParleyBot>());
        silo.Services.AddSingleton<LobbySetup>();
        return silo.AddStartupTask((services, _) => services.GetRequiredService<LobbySetup>().RunAsync());
    }
}
