using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Problems;

internal static class ProblemsRegistration
{
    public static WebApplicationBuilder AddProblems(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<RequestOptions>().BindConfiguration(RequestOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RequestOptions>, RequestOptions.Validator>());
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<RequestOptions>>(SetLimits);
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
        app.Use(Prepare);
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusAnswers.WriteAsync);
        app.Use(ApiVersions.Invoke);
        app.Use(FormBodies.Announce);
        app.UseRouting();
        app.Use(FormBodies.Settle);
        app.Use(FrameworkRefusals.Invoke);
        return app;
    }

    private static void SetLimits(KestrelServerOptions kestrel, IOptions<RequestOptions> requests)
    {
        RequestOptions limits;
        try
        {
            limits = requests.Value;
        }
        catch (OptionsValidationException)
        {
            return; // the server is put together before settings are checked; then all their faults are told at once, and it does not start
        }

        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
        kestrel.Limits.MaxRequestHeaderCount = limits.MaxHeaders;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderSize;
        kestrel.Limits.MaxRequestLineSize = limits.MaxHeaderSize / 2;
        kestrel.Limits.MinRequestBodyDataRate = limits.MinBodyRate == 0 ? null : new MinDataRate(limits.MinBodyRate, TimeSpan.FromSeconds(5));
    }

    private static Task Prepare(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[RequestIds.Header] = context.TraceIdentifier;
            return Task.CompletedTask;
        });

        // Here and not in Kestrel's options: those are read before the settings have been checked. Routes may set less.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = context.RequestServices.GetRequiredService<IOptions<RequestOptions>>().Value.MaxBodySize is > 0 and var size ? size : null;
        }

        return next(context);
    }
}
