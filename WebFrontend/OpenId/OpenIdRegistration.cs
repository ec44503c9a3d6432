using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Parley.Grains;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.OpenId;

internal static class OpenIdRegistration
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static string SchemeOf(string provider) => $"openid-{provider}";

    public static string NameOf(OpenIdOptions options, string provider) =>
        options.Providers.TryGetValue(provider, out var settings) ? settings.Name ?? provider : provider;

    /// <summary>One scheme per provider. Each ends in a session of ours: of the framework's own cookies only those are used that it needs on the way.</summary>
    public static WebApplicationBuilder AddOpenId(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<OpenIdOptions>().BindConfiguration(OpenIdOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OpenIdOptions>, OpenIdOptions.Validator>());
        services.AddSingleton<PendingIdentityCookie>();
        services.AddSingleton<OpenIdAnswers>();
        var settings = builder.Configuration.GetSection(OpenIdOptions.Section).Get<OpenIdOptions>() ?? new OpenIdOptions();
        var publicUrl = builder.Configuration[$"{ParleyOptions.Section}:{nameof(ParleyOptions.PublicUrl)}"]?.TrimEnd('/');
        if (settings.Providers.Count == 0)
        {
            services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()); // nothing is protected
        }
        else
        {
            services.AddSharedKeys();
            var authentication = services.AddAuthentication();
            foreach (var (id, provider) in settings.Providers)
            {
                authentication.AddOpenIdConnect(SchemeOf(id), options => Configure(options, id, provider, publicUrl));
            }
        }

        return builder;
    }

    private static void AddSharedKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("parley");
        services.AddOptions<KeyManagementOptions>().Configure<IGrainFactory>((keys, grains) => keys.XmlRepository = new SharedKeyRepository(grains));

        // It would ask for the keys while the frontend starts, when the cluster may not answer yet. They are asked for when they are needed.
        foreach (var eager in services.Where(service => service.ImplementationType is { Name: "DataProtectionHostedService" }).ToArray())
        {
            services.Remove(eager);
        }
    }

    private static void Configure(OpenIdConnectOptions options, string id, OpenIdProvider provider, string? publicUrl)
    {
        options.Authority = provider.Authority;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.Secret;
        options.RequireHttpsMetadata = !new Uri(provider.Authority).IsLoopback;
        options.CallbackPath = $"/api/v1/openid/{id}/callback";
        options.SignInScheme = SessionAuthentication.SchemeName; // never used: OpenIdAnswers takes over before
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query; // comes by GET, so that cookies may be Lax
        options.UsePkce = true;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.ClaimActions.Clear();
        options.ClaimActions.MapUniqueJsonKey("email", "email");
        options.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
        options.ClaimActions.MapUniqueJsonKey("name", "name");
        options.ClaimActions.MapUniqueJsonKey("preferred_username", "preferred_username");
        options.DisableTelemetry = true;
        options.Scope.Clear();
        foreach (var scope in provider.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            options.Scope.Add(scope);
        }

        foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        options.TokenValidationParameters.ValidAlgorithms =
            [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384];
        options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
        options.BackchannelTimeout = Patience;
        options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience };
        options.Events.OnRedirectToIdentityProvider = context =>
        {
            // From the settings where they say it: behind a proxy the request may know another name.
            if (publicUrl is not null)
            {
                context.ProtocolMessage.RedirectUri = publicUrl + options.CallbackPath;
            }

            return Task.CompletedTask;
        };
        options.Events.OnTicketReceived = context => Answers(context.HttpContext).ReceivedAsync(context, id);
        options.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            Answers(context.HttpContext).Failed(context.HttpContext, id, context.Failure);
            return Task.CompletedTask;
        };
    }

    private static OpenIdAnswers Answers(HttpContext context) => context.RequestServices.GetRequiredService<OpenIdAnswers>();
}
