using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Logging;

internal static class LoggingRegistration
{
    public static ISiloBuilder AddLogLevels(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<LogLevelOptions>().BindConfiguration(LogLevelOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LogLevelOptions>, LogLevelOptions.Validator>());
        return silo;
    }
}
