using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Grains.Rooms;

namespace Parley.Grains.Bots;

internal static class BotsRegistration
{
    public static ISiloBuilder AddBots(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<BotOptions>().BindConfiguration(BotOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BotOptions>, BotOptions.Validator>());
        silo.Services.AddSingleton<ParleyBot>();
        silo.Services.AddSingleton<IRoomWatcher>(services => services.GetRequiredService<ParleyBot>());
        silo.Services.AddSingleton<IHouseBot>(services => services.GetRequiredService<ParleyBot>());
        silo.Services.AddSingleton<RecentMentions>();
        silo.Services.AddSingleton<MissedQuestions>();
        silo.Services.AddHostedService(services => services.GetRequiredService<MissedQuestions>());
        silo.Services.AddSingleton<LobbySetup>();
        return silo.AddStartupTask((services, _) => services.GetRequiredService<LobbySetup>().RunAsync());
    }
}
