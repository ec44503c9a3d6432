using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Verification;

internal static class VerificationRegistration
{
    public static ISiloBuilder AddVerification(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<VerificationOptions>().BindConfiguration(VerificationOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VerificationOptions>, VerificationOptions.Validator>());
        silo.Services.TryAddSingleton<OneTimeCodes>();
        silo.Services.TryAddSingleton<ContactStore>();
        return silo;
    }
}
