using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.Grains.Outbound;

public static class OutboundRegistration
{
    /// <summary>Adds <see cref="OutboundClient"/>; again does nothing.</summary>
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.AddOptions<OutboundOptions>().BindConfiguration(OutboundOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OutboundOptions>, OutboundOptions.Validator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IResolver, SystemResolver>();
        services.TryAddSingleton<OutboundClient>();
        return services;
    }
}
