using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Caching;

internal static class CachingRegistration
{
    public static WebApplicationBuilder AddCaching(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<CachingOptions>().BindConfiguration(CachingOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CachingOptions>, CachingOptions.Validator>());
        builder.Services.AddOptions<GuessOptions>().BindConfiguration(GuessOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GuessOptions>, GuessOptions.Validator>());
        builder.Services.AddSingleton<ReadCache>();
        builder.Services.AddSingleton<CachedAnswers>();
        builder.Services.AddSingleton<Guesses>();
        return builder;
    }

    /// <summary>Comes after throttling: who only guesses is kept away before anything is looked up.</summary>
    public static WebApplication UseGuessGuard(this WebApplication app)
    {
        var guard = ActivatorUtilities.CreateInstance<GuessGuard>(app.Services);
        app.Use(guard.Invoke);
        return app;
    }

    /// <summary>Comes last, right before the routes.</summary>
    public static WebApplication UseCachedAnswers(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<CachedAnswers>().Invoke);
        return app;
    }
}
