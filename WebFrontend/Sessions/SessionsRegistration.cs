using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Sessions;

internal static class SessionsRegistration
{
    /// <summary>Signing in, and the rule that nothing is open to strangers unless it says so (AllowAnonymous).</summary>
    public static WebApplicationBuilder AddSessions(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SessionFrontendOptions>().BindConfiguration(SessionFrontendOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionFrontendOptions>, SessionFrontendOptions.Validator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IHttpContextFactory, AddressTokenContextFactory>();
        services.AddSingleton<SessionRevocations>();
        services.AddSingleton<AccessTokenValidator>();
        services.AddSingleton<CookieValidator>();
        services.AddHostedService<RevocationFeed>();
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, configureOptions: null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return builder;
    }

    public static WebApplication UseSessions(this WebApplication app)
    {
        app.UseAuthentication();
        app.Use(SameOrigin.Invoke);
        app.UseAuthorization();
        return app;
    }
}
