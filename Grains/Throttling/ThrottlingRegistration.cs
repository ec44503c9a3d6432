using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Throttling;

internal static class ThrottlingRegistration
{
    public static ISiloBuilder AddSignInGuards(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<SignInGuardOptions>().BindConfiguration(SignInGuardOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SignInGuardOptions>, SignInGuardOptions.Validator>());
        silo.Services.TryAddSingleton<BlockedKeys>();
        return silo;
    }
}
