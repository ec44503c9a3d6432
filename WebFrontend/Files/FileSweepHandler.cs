using System.Globalization;
using Microsoft.Extensions.Options;
using Parley.Files;
using Parley.Jobs;

namespace Parley.WebFrontend.Files;

/// <summary>Erases files that nobody knows, and has not known for <see cref="FileStoreOptions.SweepGrace"/>. A repeat looks again.</summary>
internal sealed partial class FileSweepHandler(IFileStore store, IGrainFactory grains, IOptions<FileStoreOptions> options, FileMetrics metrics, TimeProvider clock, ILogger<FileSweepHandler> logger) : IJobHandler
{
    /// <summary>What a dead letter says if too many were nobody's.</summary>
    public const string TooMany = "too-many-unknown-files";

    public string Kind => FileJobs.SweepKind;

    public int MaxAtOnce => 1;

    public TimeSpan LongestAttempt => TimeSpan.FromHours(12);

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var limits = new FileSweepLimits(clock.GetUtcNow() - options.Value.SweepGrace, options.Value.SweepAtMost);
        var swept = await new FileSweep(store, new Register(grains, options.Value.SweepGrace), limits).RunAsync(isDryRun: false, new Reports(run), cancellation);
        metrics.Swept(swept.Erased, swept.Unknown - swept.Erased);
        if (swept.Refusal is { } refusal)
        {
            LogRefused(refusal);
            return JobResult.Failed(TooMany);
        }

        if (swept.Erased > 0)
        {
            LogErased(swept.Erased, swept.ErasedBytes);
        }

        return JobResult.Done(string.Create(CultureInfo.InvariantCulture, $$"""{"files":{{swept.Files}},"unknown":{{swept.Unknown}},"erased":{{swept.Erased}},"erasedBytes":{{swept.ErasedBytes}}}"""));
    }

    [LoggerMessage(3402, LogLevel.Warning, "Files that nobody knows were not erased. {Refusal}")]
    private partial void LogRefused(string refusal);

    [LoggerMessage(3403, LogLevel.Information, "{Files} files that nobody knew were erased, of {Bytes} bytes.")]
    private partial void LogErased(long files, long bytes);

    private sealed class Register(IGrainFactory grains, TimeSpan grace) : IFileRegister
    {
        public async Task<IReadOnlyCollection<UnknownFile>> UnknownAsync(IReadOnlyCollection<string> ids) => await grains.Uploads().Unknown([.. ids], grace);

        public Task ErasedAsync(IReadOnlyCollection<string> ids) => grains.Uploads().UnknownErased([.. ids]);
    }

    private sealed class Reports(JobRun run) : IProgress<FileSweepProgress>
    {
        public void Report(FileSweepProgress value) => run.Report(value.Done, value.Total);
    }
}
