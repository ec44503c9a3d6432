using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Grains.Rooms;

namespace Parley.Grains.Previews;

internal static class PreviewsRegistration
{
    public static ISiloBuilder AddPreviews(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<PreviewOptions>().BindConfiguration(PreviewOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PreviewOptions>, PreviewOptions.Validator>());
        silo.Services.AddSingleton<PageReader>();
        silo.Services.AddSingleton<PageCache>();
        silo.Services.AddSingleton<PreviewImages>();
        silo.Services.AddSingleton<PreviewFollower>();
        silo.Services.AddSingleton<IRoomWatcher>(services => services.GetRequiredService<PreviewFollower>());
        silo.Services.AddHostedService(services => services.GetRequiredService<PreviewFollower>());
        return silo;
    }
}
