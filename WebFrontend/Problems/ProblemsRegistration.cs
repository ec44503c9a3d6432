using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Problems;

internal static class ProblemsRegistration
{
    private const string RequestIdHeader = "X-Request-Id";

    public static WebApplicationBuilder AddProblems(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<RequestOptions>().BindConfiguration(RequestOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RequestOptions>, RequestOptions.Validator>());
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<RequestOptions>>((kestrel, requests) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = requests.Value.MaxBodySize is > 0 and var size ? size : null;
        });
        services.AddOptions<JsonOptions>().Configure<IOptions<RequestOptions>>((json, requests) =>
        {
            json.SerializerOptions.MaxDepth = requests.Value.MaxJsonDepth;
            json.SerializerOptions.AllowDuplicateProperties = false; // readers that disagree on which one counts are a hole
            json.SerializerOptions.Converters.Add(new WireTimeConverter());
        });

        // Bodies that cannot be read arrive at ExceptionAnswers, in every environment.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>(); // before the framework's own
        services.AddProblemDetails();
        services.AddExceptionHandler<ExceptionAnswers>();
        return builder;
    }

    /// <summary>Comes first: all that follows is answered in the same shape.</summary>
    public static WebApplication UseProblems(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers[RequestIdHeader] = context.TraceIdentifier;
                return Task.CompletedTask;
            });
            return next(context);
        });
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusAnswers.WriteAsync);
        app.UseRouting();
        app.Use(FrameworkRefusals.Invoke);
        return app;
    }
}
