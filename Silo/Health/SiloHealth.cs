using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Parley.Silo.Health;

/// <summary>Whether the silo of this process can do its work.</summary>
internal static class SiloHealth
{
    /// <summary>A check that takes longer has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static IHealthChecksBuilder AddSiloHealth(this IServiceCollection services)
    {
        services.AddHealthWarnings();
        return services.AddHealthChecks()
            .AddCheck<GrainsCheck>("grains", timeout: Patience)
            .AddCheck<RoomLogCheck>("roomLog", timeout: Patience)
            .AddCheck<DatabasesCheck>("databases", timeout: Patience);
    }
}
