using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Caching;

internal static class CachingRegistration
{
    public static ISiloBuilder AddSharedCaches(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<SecondLevelOptions>().BindConfiguration(SecondLevelOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SecondLevelOptions>, SecondLevelOptions.Validator>());
        silo.Services.AddSingleton<SecondLevel>();
        return silo;
    }
}
