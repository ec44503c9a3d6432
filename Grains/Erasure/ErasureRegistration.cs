using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Erasure;

internal static class ErasureRegistration
{
    public static ISiloBuilder AddErasure(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<ErasureOptions>().BindConfiguration(ErasureOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ErasureOptions>, ErasureOptions.Validator>());
        silo.Services.AddSingleton<ErasedIdentity>();
        silo.Services.AddSingleton<WrittenContent>();
        return silo;
    }
}
