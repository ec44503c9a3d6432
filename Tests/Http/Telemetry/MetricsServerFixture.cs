using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Telemetry;

/// <summary>A server that serves metrics and sends traces, and where these go. In a process of its own: instruments of all servers in one are collected together.</summary>
public sealed class MetricsServerFixture : IAsyncLifetime
{
    private WebApplication _collector = null!;

    public ServerProcess Server { get; private set; } = null!;

    /// <summary>Bodies of what the server has sent to its collector: ExportTraceServiceRequest, in protocol buffers.</summary>
    public ConcurrentQueue<byte[]> Traces { get; } = new();

    public Uri Metrics { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _collector = builder.Build();
        _collector.MapPost("/v1/traces", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            Traces.Enqueue(body.ToArray());
        });
        _collector.MapPost("/v1/metrics", () => Results.Ok());
        await _collector.StartAsync();
        var address = _collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Metrics = new Uri($"http://127.0.0.1:{FreePort()}/metrics");
        Server = await ServerProcess.Start(
            ("Parley__Metrics__Port", Metrics.Port.ToString(CultureInfo.InvariantCulture)), ("Parley__Metrics__ProbeEvery", "00:00:00.2"), ("Parley__Tracing__Share", "1"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100"));
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _collector.DisposeAsync();
    }

    /// <summary>What <c>/metrics</c> says.</summary>
    /// <param name="accept">The form that is asked for.</param>
    public async Task<string> Read(string accept = "text/plain")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, Metrics);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await http.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
