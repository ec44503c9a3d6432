using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;

namespace Parley.Grains.Setup;

internal static class SetupRegistration
{
    public static ISiloBuilder AddSetup(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton<SetupLinks>();
        return silo;
    }
}
