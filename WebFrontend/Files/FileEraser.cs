using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Files;

/// <summary>Erases the bytes of files whose message was deleted, and of uploads that nobody has used. Every frontend does; twice does no harm.</summary>
internal sealed partial class FileEraser(IFileStore store, IGrainFactory grains, IOptions<AttachmentOptions> options, TimeProvider clock, ILogger<FileEraser> logger) : BackgroundService
{
    /// <summary>Erases what is due.</summary>
    public async Task EraseAsync()
    {
        for (var due = await grains.Uploads().ToErase(options.Value.UnusedLifetime); !due.IsEmpty; due = await grains.Uploads().ToErase(options.Value.UnusedLifetime))
        {
            foreach (var id in due)
            {
                await store.DeleteAsync(FileIds.Thumbnail(id));
                await store.DeleteAsync(id);
            }

            await grains.Uploads().Erased(due);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.EraseEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await EraseAsync();
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(3400, LogLevel.Warning, "Files of deleted messages could not be erased; it is tried again.")]
    private partial void LogFailed(Exception exception);
}
