using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using Parley.Grains.Storage;

namespace Parley.Silo.Telemetry;

/// <summary>Serves <c>/metrics</c> on a port of its own, so that no proxy of the public server passes it on, and with none of its settings.</summary>
public sealed partial class MetricsServer(MeterProvider meters, IOptions<MetricsOptions> options, ILogger<MetricsServer> logger) : IHostedService, IAsyncDisposable
{
    private const string Path = "/metrics";
    private WebApplication? _app;

    /// <summary>Where it listens; null until it does.</summary>
    public Uri? Address { get; private set; }

    /// <exception cref="StartupException">Another program has the port.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(settings.Address), settings.Port!.Value));
        _app = builder.Build();
        _app.UseOpenTelemetryPrometheusScrapingEndpoint(meters, predicate: null, Path, configureBranchedPipeline: null, optionsName: null);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new StartupException($"Parley:Metrics:Port is \"{settings.Port}\", where another program listens already. Set Parley__Metrics__Port to another one, or remove it.", e);
        }

        Address = new Uri(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), Path);
        LogServed(Address);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    [LoggerMessage(7200, LogLevel.Information, "Metrics are at {Address}")]
    private partial void LogServed(Uri address);
}
