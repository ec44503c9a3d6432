using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Grains.Jobs;
using Parley.Retention;

namespace Parley.Grains.Retention;

internal static class RetentionRegistration
{
    public static ISiloBuilder AddRetention(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RetentionOptions>, RetentionOptions.Validator>());
        silo.Services.AddSingleton<RetentionStore>();
        silo.Services.AddSingleton<RetentionMetrics>();
        silo.Services.AddHostedService<RetentionStart>();
        return silo.AddJobHandler<RetentionHandler>();
    }
}
