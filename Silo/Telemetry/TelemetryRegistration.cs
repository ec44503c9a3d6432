using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Hosting;
using Parley.Dashboard;

namespace Parley.Silo.Telemetry;

/// <summary>
/// Metrics at a port of their own (<see cref="MetricsOptions"/>), and traces and metrics by OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Without either nothing is
/// listened to, and instruments and activities cost a look.
/// </summary>
public static class TelemetryRegistration
{
    /// <summary>As OpenTelemetry has it. The other settings of its exporters (<c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_BSP_…</c>) are read by the library.</summary>
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Seconds; from what memory answers to what people give up on.</summary>
    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    /// <summary>Ours, and those of what we are built on.</summary>
    private static readonly string[] Meters =
    [
        Tally.MeterName, "Microsoft.Orleans", "MySqlConnector", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections",
    ];

    private static readonly string[] Sources =
    [
        Tally.MeterName, "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application", "Microsoft.AspNetCore.SignalR.Server", "MySqlConnector",
    ];

    /// <param name="role">What this process is, e.g. <c>parley-silo</c>: <c>service.name</c> in traces.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, string role)
    {
        var services = builder.Services;
        services.AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MetricsOptions>, MetricsOptions.Validator>());
        services.AddOptions<TracingOptions>().BindConfiguration(TracingOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TracingOptions>, TracingOptions.Validator>());

        var isServed = builder.Configuration[$"{MetricsOptions.Section}:{nameof(MetricsOptions.Port)}"] is { Length: > 0 };
        var isSent = IsTraced(builder.Configuration);
        if (!isServed && !isSent)
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(role, serviceVersion: ProgramVersion.Text, autoGenerateServiceInstanceId: true));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters).AddView(Buckets).SetExemplarFilter(ExemplarFilterType.TraceBased);
            if (isServed)
            {
                metrics.AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);
            }

            if (isSent)
            {
                metrics.AddOtlpExporter();
            }
        });
        if (isServed)
        {
            services.AddSingleton<MetricsServer>();
            services.AddHostedService(provider => provider.GetRequiredService<MetricsServer>());
        }

        if (isSent)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(Sources)
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !context.Request.Path.StartsWithSegments("/health"))
                .SetSampler(provider => Sampler(provider.GetRequiredService<IOptions<TracingOptions>>().Value.Share))
                .AddOtlpExporter());
        }
    }

    /// <summary>On a silo: measures what it needs to do its work.</summary>
    public static void AddStoreProbe(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration[$"{MetricsOptions.Section}:{nameof(MetricsOptions.Port)}"] is { Length: > 0 } || IsTraced(builder.Configuration))
        {
            builder.Services.AddHostedService<StoreProbe>();
        }
    }

    /// <summary>Traces go from caller to grain.</summary>
    public static ISiloBuilder AddTracing(this ISiloBuilder silo) => IsTraced(silo.Configuration) ? silo.AddActivityPropagation() : silo;

    /// <summary>The same for what only calls.</summary>
    public static IClientBuilder AddTracing(this IClientBuilder client) => IsTraced(client.Configuration) ? client.AddActivityPropagation() : client;

    private static bool IsTraced(IConfiguration configuration) => configuration[OtlpEndpoint] is { Length: > 0 };

    /// <summary>
    /// By the id of the trace, so that all processes decide alike; who calls from outside may bring the id of a trace but not have it recorded.
    /// </summary>
    internal static ParentBasedSampler Sampler(double share)
    {
        var byChance = new TraceIdRatioBasedSampler(share);
        return new ParentBasedSampler(byChance, remoteParentSampled: byChance, remoteParentNotSampled: byChance);
    }

    /// <summary>Our histograms are of seconds; the library's own buckets are for milliseconds.</summary>
    private static ExplicitBucketHistogramConfiguration? Buckets(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s", Meter.Name: Tally.MeterName } ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds } : null;
}
