using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Idempotency;

namespace Parley.Grains.Idempotency;

internal static class IdempotencyRegistration
{
    public static ISiloBuilder AddIdempotency(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<IdempotencyOptions>().BindConfiguration(IdempotencyOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IdempotencyOptions>, IdempotencyOptions.Validator>());
        silo.Services.AddSingleton<IdempotencyStore>();
        return silo;
    }
}
