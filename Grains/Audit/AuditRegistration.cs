using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Audit;

namespace Parley.Grains.Audit;

internal static class AuditRegistration
{
    public static ISiloBuilder AddAuditLog(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, AuditOptions.Validator>());
        silo.Services.TryAddSingleton<AuditLog>();
        silo.Services.AddAudit();
        return silo;
    }
}
