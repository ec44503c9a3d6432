namespace Parley.WebFrontend.Presence;

internal static class PresenceRegistration
{
    public static WebApplicationBuilder AddPresence(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ListeningDevices>();
        builder.Services.AddSingleton<PresenceReports>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PresenceReports>());
        return builder;
    }
}
