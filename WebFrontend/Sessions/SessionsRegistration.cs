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
        services.AddSingleton<CheckingKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<CheckingKeys>());
        services.AddSingleton<AccessTokenValidator>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<CookieValidator>();
        services.AddHostedService<RevocationFeed>();
        services.AddSessionAuthentication();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(AdminPolicy.Name, AdminPolicy.Build);
        return builder;
    }

    /// <summary>What AddAuthentication does, without data protection: nothing here is protected by its keys, which it would keep in the home folder.</summary>
    private static void AddSessionAuthentication(this IServiceCollection services)
    {
        services.AddWebEncoders();
        services.AddOptions<AuthenticationSchemeOptions>(SessionAuthentication.SchemeName);
        services.AddTransient<SessionAuthentication>();
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = SessionAuthentication.SchemeName;
            options.AddScheme<SessionAuthentication>(SessionAuthentication.SchemeName, displayName: null);
        });
    }

    public static WebApplication UseSessions(this WebApplication app)
    {
        app.UseAuthentication();
        app.Use(SameOrigin.Invoke);
        app.UseAuthorization();
        app.Use(ScopeGate.Invoke);
        app.Use(RoomReach.Invoke);
        return app;
    }
}
