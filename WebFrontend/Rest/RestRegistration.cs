using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Idempotency;

namespace Parley.WebFrontend.Rest;

/// <summary>What all routes of the REST API have in common, in one place; routes say no more than what they can be asked for.</summary>
internal static class RestRegistration
{
    public static WebApplicationBuilder AddRest(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<IdempotencyOptions>().BindConfiguration(IdempotencyOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IdempotencyOptions>, IdempotencyOptions.Validator>());
        builder.Services.AddSingleton<IdempotencyKeys>();
        return builder.AddRestDocument();
    }

    /// <summary>Comes after authorization and throttling, right before the routes.</summary>
    public static WebApplication UseRest(this WebApplication app)
    {
        var tags = new EntityTags(((IEndpointRouteBuilder)app).ServiceProvider.GetRequiredService<EndpointDataSource>());
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api =>
        {
            api.Use(DeprecatedAttribute.Invoke);
            api.Use(Acceptance.Invoke);
            api.Use(FormBodies.Convert);
            api.Use(MergePatches.Invoke);
            api.Use(app.Services.GetRequiredService<IdempotencyKeys>().Invoke);
            api.Use(tags.Invoke);
        });
        return app;
    }
}
