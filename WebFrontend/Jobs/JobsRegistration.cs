using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Jobs;

namespace Parley.WebFrontend.Jobs;

/// <summary>The queue where there may be no silo in the process.</summary>
internal static class JobsRegistration
{
    public static WebApplicationBuilder AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobOptions>, JobOptions.Validator>());
        builder.Services.TryAddSingleton<IJobs, GrainJobs>();
        return builder;
    }
}
