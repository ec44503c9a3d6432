using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Parley.Dashboard;

namespace Parley.Silo.Logging;

/// <summary>The log of a silo or a frontend: what is logged, where to, and in which form.</summary>
public static class LoggingRegistration
{
    public static void AddLog(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LoggingOptions>().BindConfiguration(LoggingOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LoggingOptions>, LoggingOptions.Validator>());
        services.AddSingleton<LostLines>();
        services.AddSingleton<IClusterWarning>(provider => provider.GetRequiredService<LostLines>());
        services.AddSingleton<LogLevels>();
        services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(provider => provider.GetRequiredService<LogLevels>());
        services.AddHostedService<LogLevelsFollower>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, LevelRules>();
        services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(
            new ConfigurationChangeTokenSource<LoggerFilterOptions>(builder.Configuration.GetSection(LoggingOptions.Section)));

        // In the place of the platform's console.
        foreach (var console in services.Where(service => service.ServiceType == typeof(ILoggerProvider) && service.ImplementationType == typeof(ConsoleLoggerProvider)).ToArray())
        {
            services.Remove(console);
        }

        services.AddSingleton<ILoggerProvider>(provider => Settings(provider) is var settings && IsWanted(settings.Console) ? new ConsoleLog(settings, provider.GetRequiredService<LostLines>()) : Nothing);
        services.AddSingleton<ILoggerProvider>(provider => Settings(provider) is { Folder: not null } settings ? new FileLog(settings, provider.GetRequiredService<LostLines>()) : Nothing);
    }

    private static readonly ILoggerProvider Nothing = Microsoft.Extensions.Logging.Abstractions.NullLoggerProvider.Instance;

    private static bool IsWanted(string form) => Enum.Parse<LogForm>(form, ignoreCase: true) != LogForm.None;

    /// <summary>Loggers are made before settings are checked: what is wrong stops the start a moment later, and until then is as if it was not there.</summary>
    private static LoggingOptions Settings(IServiceProvider provider)
    {
        try
        {
            return provider.GetRequiredService<IOptions<LoggingOptions>>().Value;
        }
        catch (OptionsValidationException)
        {
            return new LoggingOptions();
        }
    }
}
