using System.Globalization;
using Microsoft.Extensions.Options;
using Parley.Export;
using Parley.FileStores;
using Parley.Jobs;
using Parley.WebFrontend.Proxies;

namespace Parley.WebFrontend.Export;

/// <summary>Puts an export into the store of files, and has it thrown away when nobody can ask for it any more. A repeat writes the file anew.</summary>
internal sealed class ExportHandler(ExportArchive archive, IFileStore store, IJobs jobs, IOptions<JobOptions> options, IOptions<ProxyOptions> proxies, TimeProvider clock) : IJobHandler
{
    public string Kind => ExportJobs.Kind;

    /// <summary>Each reads every room that its owner was ever in.</summary>
    public int MaxAtOnce => 2;

    public TimeSpan LongestAttempt => TimeSpan.FromHours(1);

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        // First: whatever becomes of this attempt, the file has an end.
        var end = await jobs.EnqueueAsync(ExportJobs.EndOf(run.Id, "end", clock.GetUtcNow() + LongestAttempt + options.Value.KeepEnded));
        if (end.IsError)
        {
            return JobResult.Again(end.Error.Code);
        }

        await using var file = await archive.CreateAsync(run.Owner!, run.Report, cancellation);
        var id = ExportJobs.FileOf(run.Id);
        await store.DeleteAsync(id);
        var (length, brokenOff) = await store.AppendAsync(id, 0, file, file.Length, cancellation);
        if (brokenOff is not null || length != file.Length)
        {
            return JobResult.Again("file-not-kept");
        }

        await store.CompleteAsync(id, length);
        return JobResult.Done(string.Create(CultureInfo.InvariantCulture, $$"""{"href":"{{proxies.Value.PathBase}}/api/v1/me/exports/{{run.Id}}","size":{{length}}}"""));
    }
}

/// <summary>Throws an export away.</summary>
internal sealed class ExportEndHandler(IFileStore store) : IJobHandler
{
    public string Kind => ExportJobs.EndKind;

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        await store.DeleteAsync(run.Payload);
        return JobResult.Done();
    }
}
