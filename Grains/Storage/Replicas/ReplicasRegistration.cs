using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Storage.Replicas;

internal static class ReplicasRegistration
{
    public static ISiloBuilder AddReplicas(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<ReplicaOptions>().BindConfiguration(ReplicaOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ReplicaOptions>, ReplicaOptions.Validator>());
        silo.Services.AddHostedService<ReplicaWatch>();
        return silo;
    }
}
