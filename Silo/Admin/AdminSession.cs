using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Parley.Audit;
using Parley.Grains.Storage;
using Parley.Silo.Cluster;
using Parley.Silo.Embedded;
using Parley.Silo.Settings;

namespace Parley.Silo.Admin;

/// <summary>
/// The way to the installation: as a client of its cluster; or through the server that has its data folder; or, if nobody has it, by
/// a silo in this process, which then has the folder to itself.
/// </summary>
internal sealed class AdminSession : IAsyncDisposable
{
    /// <summary>How long a server that starts or stops, or another admin command, is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);

    private readonly IHost? _host;
    private readonly AdminClient? _client;

    private AdminSession(IAdmin admin, IHost? host, AdminClient? client)
    {
        Admin = admin;
        _host = host;
        _client = client;
    }

    public IAdmin Admin { get; }

    /// <summary>Of the silo in this process, or of the client of the cluster; null: a server has the data folder.</summary>
    public IServiceProvider? Services => _host?.Services;

    /// <param name="dataPath">Null: as configured.</param>
    /// <exception cref="StartupException">The data folder can neither be opened nor reached through a server.</exception>
    public static async Task<AdminSession> OpenAsync(string? dataPath, CancellationToken cancellation)
    {
        var builder = NewBuilder(dataPath);
        return InstallationModes.Read(builder.Configuration) == InstallationMode.Cluster
            ? await OpenClusterAsync(builder, cancellation)
            : await OpenEmbeddedAsync(dataPath, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }
    }

    /// <summary>As a client of the cluster: its silos do the work.</summary>
    private static async Task<AdminSession> OpenClusterAsync(HostApplicationBuilder builder, CancellationToken cancellation)
    {
        builder.AddClusterClient();
        builder.Services.AddAudit();
        var host = builder.Build();
        var session = new AdminSession(new AdminCommands(host.Services.GetRequiredService<IGrainFactory>(), host.Services.GetRequiredService<IAudit>(), dataPath: null, isServer: false), host, null);
        try
        {
            await host.StartAsync(cancellation);
            await host.Services.GetRequiredService<ClusterLink>().Connected.WaitAsync(Patience, cancellation);
            return session;
        }
        catch (TimeoutException)
        {
            var reason = host.Services.GetRequiredService<ConnectionPatience>().Reason;
            await session.DisposeAsync();
            throw new StartupException($"{reason} See ConnectionStrings__Redis, or start a silo: dotnet Parley.Silo.dll.") { MayPass = true };
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static async Task<AdminSession> OpenEmbeddedAsync(string? dataPath, CancellationToken cancellation)
    {
        var deadline = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            try
            {
                return await OpenFolderAsync(dataPath, cancellation);
            }
            catch (DataFolderInUseException e)
            {
                var server = ServerFile.Read(e.Folder);
                if (server is not null && await TryReachAsync(server, cancellation) is { } reached)
                {
                    return reached;
                }

                if (TimeProvider.System.GetUtcNow() >= deadline)
                {
                    throw NotReached(e, server);
                }

                await Task.Delay(RetryAfter, cancellation);
            }
        }
    }

    private static async Task<AdminSession> OpenFolderAsync(string? dataPath, CancellationToken cancellation)
    {
        var builder = NewBuilder(dataPath);
        builder.AddEmbeddedSilo();
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellation);
        }
        catch
        {
            host.Dispose();
            throw;
        }

        var services = host.Services;
        var commands = new AdminCommands(services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<IAudit>(), services.GetRequiredService<EmbeddedInstallation>().DataPath, isServer: false);
        return new AdminSession(commands, host, null);
    }

    private static HostApplicationBuilder NewBuilder(string? dataPath)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        if (dataPath is not null)
        {
            builder.Configuration.AddInMemoryCollection([new("Parley:DataPath", dataPath)]);
        }

        builder.AddSettings();

        // Results alone go to standard output; and what is said while the command works is for developers.
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter(level => level >= LogLevel.Error);
        return builder;
    }

    private static async Task<AdminSession?> TryReachAsync(ServerFile server, CancellationToken cancellation)
    {
        var client = new AdminClient(server);
        if (await client.Answers(cancellation))
        {
            return new AdminSession(client, null, client);
        }

        client.Dispose();
        return null;
    }

    private static StartupException NotReached(DataFolderInUseException inUse, ServerFile? server) => new(
        $"The data folder {inUse.Folder} is in use, and nobody takes admin commands for it: " +
        (server is null ? "there is no server.json in it." : $"the process {server.ProcessId} that server.json names does not answer at {server.Address}.") +
        " If a server is starting or stopping, try again shortly; else stop the process that has parley.lock open.",
        inUse);
}
