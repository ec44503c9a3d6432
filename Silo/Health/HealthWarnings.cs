using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Parley.Dashboard;

namespace Parley.Silo.Health;

/// <summary>What health checks of this silo complain of, for the dashboard. They run now and then by themselves.</summary>
internal sealed class HealthWarnings : IHealthCheckPublisher, IClusterWarning
{
    private volatile string[] _current = [];

    public IEnumerable<string> Current => _current;

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        _current = [.. report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => entry.Value.Description ?? $"The check {entry.Key} fails.")];
        return Task.CompletedTask;
    }
}

internal static class HealthWarningsRegistration
{
    public static void AddHealthWarnings(this IServiceCollection services)
    {
        services.Configure<HealthCheckPublisherOptions>(options => (options.Delay, options.Period) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)));
        services.AddSingleton<HealthWarnings>();
        services.AddSingleton<IHealthCheckPublisher>(provider => provider.GetRequiredService<HealthWarnings>());
        services.AddSingleton<IClusterWarning>(provider => provider.GetRequiredService<HealthWarnings>());
    }
}
