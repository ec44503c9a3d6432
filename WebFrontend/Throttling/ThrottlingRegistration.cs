using System.Net;
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
        builder.Services.TryAddSingleton<AccountGuard>();
        builder.Services.TryAddSingleton<SignInGuards>();
        builder.Services.AddSingleton<AddressConnections>();
        return builder;
    }

    /// <summary>Comes after authentication, and before bodies are read.</summary>
    public static WebApplication UseThrottling(this WebApplication app)
    {
        var throttle = app.Services.GetRequiredService<IThrottle>();
        var connections = app.Services.GetRequiredService<AddressConnections>();
        app.Use(async (context, next) =>
        {
            var (user, by) = (CurrentUser.From(context.User), context.GetEndpoint()?.Metadata.GetMetadata<ThrottledBy>());
            if (context.Request.Path.StartsWithSegments(Rest) && !SocketPaths.Contains(context.Request.Path))
            {
                RateHeaders.Announce(context, throttle, user, by?.Scope);
            }

            if (await RefusalAsync(context, throttle, user, by is { CountsHere: true } ? by.Scope : null) is { } refusal)
            {
                await ErrorResults.WriteAsync(context, refusal);
                return;
            }

            await connections.CountAsync(context, next);
        });
        return app;
    }

    /// <summary>Counts calls of the route in a scope, per user, or per client address where nobody is signed in.</summary>
    public static TBuilder Throttled<TBuilder>(this TBuilder route, string scope)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new ThrottledBy(scope));

    /// <summary>Says that what the route does is counted in a scope, there where the hub and the socket count it too.</summary>
    public static TBuilder ThrottledWithin<TBuilder>(this TBuilder route, string scope)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new ThrottledBy(scope, CountsHere: false));

    /// <summary>The refusal of a use that came too soon.</summary>
    public static Error TooSoon(TimeSpan retryAfter) =>
        ErrorCatalog.Error(ErrorCatalog.Throttled) with { RetryAfterMs = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalMilliseconds)) };

    /// <summary>Counts an attempt to sign in, per address and per network. Null: go on.</summary>
    public static async ValueTask<TimeSpan?> SignInAsync(IThrottle throttle, IPAddress? from) =>
        await throttle.AcquireAsync(ThrottleScopes.SignIn, ClientAddress.Of(from)) ?? await throttle.AcquireAsync(ThrottleScopes.SignInNetwork, ClientAddress.NetworkOf(from));

    /// <param name="counted">Scope of the route that is counted here; null: none.</param>
    private static async ValueTask<Error?> RefusalAsync(HttpContext context, IThrottle throttle, CurrentUser? user, string? counted)
    {
        var address = ClientAddress.Of(context);
        var isSocket = SocketPaths.Contains(context.Request.Path);
        if (isSocket && !IsPoll(context.Request))
        {
            return await throttle.AcquireAsync(ThrottleScopes.Connect, address) is { } wait ? TooSoon(wait) : null; // negotiations, upgrades, event streams
        }

        if (!isSocket && !context.Request.Path.StartsWithSegments(Rest))
        {
            return null;
        }

        var before = user is null
            ? await throttle.AcquireAsync(ThrottleScopes.Visitors, address)
            : await throttle.AcquireAsync(ThrottleScopes.Calls, user.Id);
        before ??= counted switch
        {
            null => null,

            // Scopes that guard against strangers count addresses, also those of who is signed in: it may be anybody.
            ThrottleScopes.Register => await throttle.AcquireAsync(ThrottleScopes.Register, address),
            ThrottleScopes.SignIn => await SignInAsync(throttle, context.Connection.RemoteIpAddress),
            { } scope => await throttle.AcquireAsync(scope, user?.Id ?? address),
        };
        return before is { } retryAfter ? TooSoon(retryAfter) : null;
    }

    /// <summary>Of a connection that is there already, without WebSockets: a call like any other.</summary>
    private static bool IsPoll(HttpRequest request) => request.Query.ContainsKey("id") && !request.Headers.ContainsKey("Upgrade");

    private sealed record ThrottledBy(string Scope, bool CountsHere = true);
}
