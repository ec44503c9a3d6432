using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Hooks;

internal static class HooksRegistration
{
    public static ISiloBuilder AddHooks(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<HookOptions>().BindConfiguration(HookOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HookOptions>, HookOptions.Validator>());
        silo.Services.AddSingleton<HookStore>();
        return silo;
    }
}
