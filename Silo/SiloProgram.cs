using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Microsoft.Extensions.Options;
using Parley.Grains.Storage;
using Parley.Silo.Admin;
using Parley.Silo.Cluster;
using Parley.Silo.Health;
using Parley.Silo.Logging;
using Parley.Silo.Settings;
using Parley.Silo.Setup;
using Parley.Silo.Shutdown;
using Parley.Silo.Startup;
using Parley.Silo.Telemetry;

namespace Parley.Silo;

/// <summary>The program of a silo in a cluster.</summary>
internal static class SiloProgram
{
    private const string DefaultUrl = "http://localhost:5080";

    /// <summary>Hosts the silo until the process is asked to stop.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            await using var app = await BuildAsync(arguments);
            await app.StartOrStopAsync();
            Console.WriteLine(Banner(app));
            if (await SetupNotice.SentenceAsync(app.Services.GetRequiredService<IGrainFactory>()) is { } notice)
            {
                Console.WriteLine(notice);
            }

            await app.RunToEndAsync();
            return Environment.ExitCode;
        }
        catch (Exception e) when (StartupFaults.Explain(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return e is StartupException { MayPass: true } ? ExitCodes.Unavailable : ExitCodes.Configuration;
        }
    }

    private static async Task<WebApplication> BuildAsync(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = arguments, ApplicationName = "Parley.Silo", ContentRootPath = AppContext.BaseDirectory });
        builder.AddSettings();
        if (InstallationModes.Read(builder.Configuration) == InstallationMode.Embedded)
        {
            throw new StartupException(
                "A silo of its own belongs to a cluster, but Parley:Mode is \"Embedded\": there the server hosts the silo itself. Start that (WebFrontend), or set Parley__Mode=Cluster.");
        }

        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.AddLog();
        builder.AddTelemetry("parley-silo");
        builder.AddStartupLog();
        builder.Services.AddSingleton(TimeProvider.System);
        await builder.AddClusterSiloAsync(TimeProvider.System);
        builder.AddStoreProbe();
        builder.AddHealth();
        builder.Services.AddSystemd(); // says when it is up, if systemd has started it
        builder.AddDrain(isRoutedTo: false); // frontends choose silos by the membership table

        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.WarnOfUnknownSettings();
        app.UseStartupLog();
        app.UseDrain();
        app.MapHealth();
        return app;
    }

    private static string Banner(WebApplication app)
    {
        var silo = app.Services.GetRequiredService<ILocalSiloDetails>();
        var endpoints = app.Services.GetRequiredService<IOptions<EndpointOptions>>().Value;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Parley silo {ProgramVersion.Text} {silo.Name} takes silos at {silo.SiloAddress.Endpoint}, frontends at port {endpoints.GatewayPort}, health at {string.Join(", ", addresses)}.");
    }
}
