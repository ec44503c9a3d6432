using System.Globalization;
using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Tls;

internal static class TlsRegistration
{
    private static readonly PathString Health = "/health";

    public static WebApplicationBuilder AddTls(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TlsOptions>().BindConfiguration(TlsOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TlsOptions>, TlsOptions.Validator>());
        builder.Services.AddSingleton<ServerCertificate>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<TlsOptions>, ServerCertificate>((kestrel, tls, certificate) =>
        {
            if (tls.Value.Certificate is not null)
            {
                _ = certificate.Current; // what cannot be read stops the start
                kestrel.ConfigureHttpsDefaults(https =>
                {
                    https.ServerCertificateSelector = (_, _) => certificate.Current.Own;
                    https.OnAuthenticate = (_, handshake) =>
                    {
                        // With those that lead to the root. There may be only one source of certificates.
                        handshake.ServerCertificateSelectionCallback = null;
                        handshake.ServerCertificateContext = SslStreamCertificateContext.Create(certificate.Current.Own, certificate.Current.Chain, offline: true);
                    };
                });
            }
        });
        return builder;
    }

    /// <summary>Comes after the proxies have said how a request came.</summary>
    public static WebApplication UseTls(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<TlsOptions>>().Value;
        app.Use((context, next) =>
        {
            if (context.Request.IsHttps && options.HstsMaxAge > TimeSpan.Zero)
            {
                context.Response.Headers.StrictTransportSecurity = string.Create(CultureInfo.InvariantCulture, $"max-age={(long)options.HstsMaxAge.TotalSeconds}; includeSubDomains");
            }

            if (options.RedirectToPort is not { } port || context.Request.IsHttps || context.Request.Path.StartsWithSegments(Health))
            {
                return next(context);
            }

            var host = port == 443 ? new HostString(context.Request.Host.Host) : new HostString(context.Request.Host.Host, port);
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = $"https://{host.ToUriComponent()}{context.Request.PathBase.ToUriComponent()}{context.Request.Path.ToUriComponent()}{context.Request.QueryString.ToUriComponent()}";
            return Task.CompletedTask;
        });
        return app;
    }
}
