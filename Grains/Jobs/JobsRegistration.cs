using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Runtime;
using Parley.Jobs;

namespace Parley.Grains.Jobs;

internal static class JobsRegistration
{
    /// <summary>The queue, and this silo's worker: it does the kinds that there is an <see cref="IJobHandler"/> for (<see cref="AddJobHandler"/>).</summary>
    public static ISiloBuilder AddJobs(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobOptions>, JobOptions.Validator>());
        silo.Services.AddMetrics();
        silo.Services.AddSingleton<JobMetrics>();
        silo.Services.AddSingleton<JobStore>();
        silo.Services.AddSingleton<IJobs>(services => services.GetRequiredService<JobStore>());
        silo.Services.AddSingleton<IHostedService>(services => new JobWorker(
            services.GetRequiredService<JobStore>(), services.GetKeyedServices<IJobHandler>(SiloHandlers), services.GetRequiredService<ILocalSiloDetails>().Name,
            services.GetRequiredService<IOptions<JobOptions>>(), services.GetRequiredService<JobMetrics>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<JobWorker>>()));
        return silo;
    }

    /// <summary>Has silos do the jobs of a kind.</summary>
    public static ISiloBuilder AddJobHandler<T>(this ISiloBuilder silo)
        where T : class, IJobHandler
    {
        silo.Services.AddKeyedSingleton<IJobHandler, T>(SiloHandlers);
        return silo;
    }

    /// <summary>Handlers of silos, where a process has frontends as well.</summary>
    internal const string SiloHandlers = "silo";
}
