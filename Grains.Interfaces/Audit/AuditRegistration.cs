using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Parley.Audit;

public static class AuditRegistration
{
    /// <summary>Adds <see cref="IAudit"/>; again does nothing. After the silo or client that it writes through, which then outlives it.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditQueueOptions>().BindConfiguration(AuditQueueOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditQueueOptions>, AuditQueueOptions.Validator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<AuditQueue>();
        services.TryAddSingleton<IAudit>(provider => provider.GetRequiredService<AuditQueue>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AuditQueue>(provider => provider.GetRequiredService<AuditQueue>()));
        return services;
    }
}
