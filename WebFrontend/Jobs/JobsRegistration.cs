using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Jobs;

namespace Parley.WebFrontend.Jobs;

/// <summary>The queue where there may be no silo in the process, and the worker of a frontend: it does the kinds that frontends have handlers for.</summary>
internal static class JobsRegistration
{
    public static WebApplicationBuilder AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobOptions>, JobOptions.Validator>());
        builder.Services.TryAddSingleton<IJobs, GrainJobs>();
        builder.Services.TryAddSingleton<JobMetrics>();
        builder.Services.AddSingleton<GrainJobSource>();
        builder.Services.AddSingleton<IHostedService>(services => new JobWorker(
            services.GetRequiredService<GrainJobSource>(), services.GetKeyedServices<IJobHandler>(FrontendHandlers), $"frontend-{Environment.MachineName}-{Environment.ProcessId}",
            services.GetRequiredService<IOptions<JobOptions>>(), services.GetRequiredService<JobMetrics>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<JobWorker>>()));
        return builder;
    }

    /// <summary>Has frontends do the jobs of a kind.</summary>
    public static WebApplicationBuilder AddJobHandler<T>(this WebApplicationBuilder builder)
        where T : class, IJobHandler
    {
        builder.Services.AddKeyedSingleton<IJobHandler, T>(FrontendHandlers);
        return builder;
    }

    /// <summary>Handlers of frontends, where a process has a silo as well.</summary>
    private const string FrontendHandlers = "frontend";
}
