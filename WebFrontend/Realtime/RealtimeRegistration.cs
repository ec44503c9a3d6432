using MessagePack;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Silo.Shutdown;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>The fan-out, the SignalR hub and the raw WebSocket.</summary>
internal static class RealtimeRegistration
{
    private const string HubPath = "/hub";

    public static WebApplicationBuilder AddRealtime(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<RealtimeOptions>().BindConfiguration(RealtimeOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RealtimeOptions>, RealtimeOptions.Validator>());

        services.AddSingleton<RoomTable>();
        services.AddSingleton<Attachments>();
        services.AddHostedService(provider => provider.GetRequiredService<Attachments>());
        services.AddSingleton<IClusterConnectionStatusObserver>(provider => provider.GetRequiredService<Attachments>());
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<Connections>();
        services.AddHostedService(provider => provider.GetRequiredService<Connections>());
        services.AddSingleton<IDrainStep>(provider => provider.GetRequiredService<Connections>());
        services.AddSingleton<OriginCheck>();
        services.AddSingleton<RawSocketServices>();
        services.AddHub();
        return builder;
    }

    /// <summary>Comes before authorization: another site's page learns nothing, not even that it is not signed in.</summary>
    public static WebApplication UseRealtime(this WebApplication app)
    {
        app.UseWebSockets();
        app.Use((context, next) =>
            context.Request.Path.StartsWithSegments(HubPath) && !context.RequestServices.GetRequiredService<OriginCheck>().Allows(context.Request)
                ? ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.CrossSite))
                : next(context));
        return app;
    }

    public static IEndpointRouteBuilder MapRealtime(this IEndpointRouteBuilder routes)
    {
        var limit = routes.ServiceProvider.GetRequiredService<IOptions<RealtimeOptions>>().Value.MaxFrameBytes;
        routes.MapHub<ChatHub>(HubPath, hub =>
        {
            hub.ApplicationMaxBufferSize = 2 * limit;
            hub.AllowStatefulReconnects = false; // what was missed comes from the room, by number
        });
        return routes.MapRawSockets();
    }

    private static void AddHub(this IServiceCollection services)
    {
        services.AddSingleton<HubThrottle>();
        services.AddSingleton<HubScopes>();
        services.AddSingleton<RoomReach>();
        services.AddSingleton<HubReach>();
        services.AddSignalR(hub =>
        {
            hub.AddFilter<HubThrottle>();
            hub.AddFilter<HubScopes>();
            hub.AddFilter<HubReach>();
        }).AddMessagePackProtocol(); // its defaults: untrusted data, no compression
        services.AddOptions<MessagePackHubProtocolOptions>().Configure<IOptions<RequestOptions>>((messagePack, requests) =>
            messagePack.SerializerOptions = messagePack.SerializerOptions.WithSecurity(MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(requests.Value.MaxJsonDepth)));
        services.AddOptions<JsonHubProtocolOptions>().Configure<IOptions<RequestOptions>>((json, requests) =>
        {
            json.PayloadSerializerOptions.MaxDepth = requests.Value.MaxJsonDepth;
            json.PayloadSerializerOptions.AllowDuplicateProperties = false; // as over REST
        });
        services.AddSingleton<HubLifetimeManager<ChatHub>, HubConnections>();
        services.Replace(ServiceDescriptor.Singleton<IHubProtocolResolver, HubProtocols>());
        services.AddOptions<HubOptions>().Configure<IOptions<RealtimeOptions>>((hub, realtime) =>
        {
            hub.EnableDetailedErrors = false;
            hub.MaximumParallelInvocationsPerClient = 1; // what a client sends stays in order
            hub.MaximumReceiveMessageSize = realtime.Value.MaxFrameBytes;
        });

        // SignalR pings by itself; raw sockets ask for their own when they are accepted.
        services.Configure<WebSocketOptions>(options => options.KeepAliveInterval = TimeSpan.Zero);
    }
}
