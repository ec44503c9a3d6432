using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.CrossOrigin;

/// <summary>Tells browsers which other sites' pages may call the API: those on the list, and nobody by default.</summary>
internal static class CrossOriginRegistration
{
    public static WebApplicationBuilder AddCrossOrigin(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<CorsSettings>().BindConfiguration(CorsSettings.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CorsSettings>, CorsSettings.Validator>());
        builder.Services.AddCors();
        return builder;
    }

    /// <summary>Comes before routing, which refuses the question beforehand (OPTIONS) as a method that the address does not take.</summary>
    public static WebApplication UseCrossOrigin(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<IOptions<CorsSettings>>().Value;
        if (settings.Origins.Length > 0)
        {
            var policy = Policy(settings);
            app.UseWhen(context => ApiPaths.Contains(context.Request.Path), api => api.UseMiddleware<CorsMiddleware>(policy));
        }

        return app;
    }

    private static CorsPolicy Policy(CorsSettings settings)
    {
        var policy = new CorsPolicyBuilder()
            .WithMethods(settings.Methods)
            .WithHeaders(settings.Headers)
            .WithExposedHeaders("Deprecation", "ETag", "Idempotency-Replayed", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "Sunset", "X-Request-Id", "X-Total-Count")
            .SetPreflightMaxAge(settings.MaxAge);
        _ = settings.Origins is ["*"] ? policy.AllowAnyOrigin() : policy.WithOrigins(settings.Origins);
        return (settings.Credentials ? policy.AllowCredentials() : policy).Build();
    }
}
