using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Proxies;

/// <summary>Takes the client's address and scheme from the proxies in front, and from nobody else.</summary>
internal static class ProxiesRegistration
{
    public static WebApplicationBuilder AddProxies(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProxyOptions>, ProxyOptions.Validator>());
        builder.Services.AddOptions<JsonOptions>().Configure<IOptions<ProxyOptions>>((json, proxies) =>
        {
            if (proxies.Value.PathBase is { } pathBase)
            {
                json.SerializerOptions.TypeInfoResolver = json.SerializerOptions.TypeInfoResolver?.WithAddedModifier(BasePath.Links(pathBase));
            }
        });
        return builder;
    }

    /// <summary>Comes before everything that asks for address or scheme.</summary>
    public static WebApplication UseProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.PathBase is not null)
        {
            app.Use(BasePath.Invoke);
        }

        var proxies = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Proxies;
        if (proxies.Length == 0)
        {
            return app;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, // not the host: links must not come from a header
            ForwardLimit = null, // from the last one back as long as they are ours
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(ProxyOptions.Read(proxy)!.Value);
        }

        app.UseForwardedHeaders(options);
        return app;
    }
}
