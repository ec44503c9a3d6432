using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Silo.Cluster;

/// <summary>Starts Orleans' client without the host waiting for it.</summary>
internal sealed partial class BackgroundStart(IReadOnlyList<IHostedService> client, ClusterLink link, IHostApplicationLifetime lifetime, ILogger<BackgroundStart> logger)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _start = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _start = Task.Run(ConnectAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _start;
        if (link.IsConnected)
        {
            foreach (var service in client.Reverse())
            {
                await service.StopAsync(cancellationToken);
            }
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task ConnectAsync()
    {
        try
        {
            foreach (var service in client)
            {
                await service.StartAsync(_stopping.Token);
            }

            link.SetConnected();
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Asked to stop while it waited.
        }
        catch (Exception e)
        {
            LogFailed(e);
            Environment.ExitCode = ExitCodes.Unavailable;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(7020, LogLevel.Critical, "The cluster cannot be joined.")]
    private partial void LogFailed(Exception exception);
}
