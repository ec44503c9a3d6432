using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Grains.Bots;
using Parley.Grains.Jobs;
using Parley.Grains.Rooms;

namespace Parley.Grains.Assistant;

internal static class AssistantRegistration
{
    public static ISiloBuilder AddAssistant(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<AssistantOptions>().BindConfiguration(AssistantOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AssistantOptions>, AssistantOptions.Validator>());
        silo.Services.AddSingleton<AssistantBot>();
        silo.Services.AddSingleton<IRoomWatcher>(services => services.GetRequiredService<AssistantBot>());
        silo.Services.AddSingleton<IHouseBot>(services => services.GetRequiredService<AssistantBot>());
        silo.Services.AddSingleton<AssistantModel>();
        silo.Services.AddSingleton<AssistantContext>();
        silo.Services.AddSingleton<AssistantRates>();
        silo.AddStartupTask(async (services, _) =>
        {
            await PatientStart.RunAsync(services.GetRequiredService<AssistantBot>().SetUpAsync, services.GetRequiredService<TimeProvider>());
            services.GetRequiredService<MissedQuestions>().LookSoon();
        });
        return silo.AddJobHandler<AssistantHandler>();
    }
}
