using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Presence;

internal static class PresenceRegistration
{
    public static WebApplicationBuilder AddPresence(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ListeningDevices>();
        builder.Services.AddSingleton<PresenceReports>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PresenceReports>());
        builder.Services.AddOptions<PresenceOptions>().BindConfiguration(PresenceOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PresenceOptions>, PresenceOptions.Validator>());
        builder.Services.AddSingleton<PresenceRefresh>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PresenceRefresh>());
        builder.Services.AddSingleton<PresenceCalls>();
        return builder;
    }
}
