using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Throttling;

internal static class ThrottlingRegistration
{
    private static readonly PathString Rest = "/api";

    public static WebApplicationBuilder AddThrottling(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ThrottlingOptions>().BindConfiguration(ThrottlingOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ThrottlingOptions>, ThrottlingOptions.Validator>());
        builder.Services.TryAddSingleton<IThrottle, Throttle>();
        return builder;
    }

    /// <summary>Comes after authentication, and before bodies are read.</summary>
    public static WebApplication UseThrottling(this WebApplication app)
    {
        app.Use((context, next) => Refusal(context) is { } refusal ? ErrorResults.WriteAsync(context, refusal) : next(context));
        return app;
    }

    /// <summary>Counts calls of the route in a scope, per user, or per client address where nobody is signed in.</summary>
    public static TBuilder Throttled<TBuilder>(this TBuilder route, string scope)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new ThrottledBy(scope));

    /// <summary>The refusal of a use that came too soon.</summary>
    public static Error TooSoon(TimeSpan retryAfter) =>
        ErrorCatalog.Error(ErrorCatalog.Throttled) with { RetryAfterMs = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalMilliseconds)) };

    private static Error? Refusal(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Rest))
        {
            return null;
        }

        var throttle = context.RequestServices.GetRequiredService<IThrottle>();
        var address = ClientAddress.Of(context);
        if (!throttle.TryAcquire(ThrottleScopes.Calls, CurrentUser.From(context.User)?.Id ?? address, out var retryAfter))
        {
            return TooSoon(retryAfter);
        }

        return context.GetEndpoint()?.Metadata.GetMetadata<ThrottledBy>() is { } by && !throttle.TryAcquire(by.Scope, by.KeyOf(context), out retryAfter)
            ? TooSoon(retryAfter)
            : null;
    }

    /// <summary>Scopes that guard against strangers count addresses, also those of who is signed in: it may be anybody.</summary>
    private sealed record ThrottledBy(string Scope)
    {
        public string KeyOf(HttpContext context) =>
            Scope is ThrottleScopes.Register or ThrottleScopes.SignIn || CurrentUser.From(context.User) is not { } user ? ClientAddress.Of(context) : user.Id;
    }
}
