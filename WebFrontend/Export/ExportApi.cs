using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Export;
using Parley.FileStores;
using Parley.Jobs;
using Parley.WebFrontend.Jobs;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Export;

/// <summary>All that is kept of the caller: at once, or as a job that makes a file.</summary>
internal static class ExportApi
{
    private const string Zip = "application/zip";
    private const string FileName = "parley-export.zip";

    public static void MapExport(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me").WithTags("Users").RequireAuthorization();
        me.MapGet("/export", Export).Throttled(ThrottleScopes.Export).WithName("exportMe").WithSummary("All that is kept of me, as a zip of JSON");
        me.MapPost("/exports", Begin).Throttled(ThrottleScopes.Export).WithName("beginExport").WithSummary("Have all that is kept of me put together, as a job");
        me.MapGet("/exports/{job}", Download).Throttled(ThrottleScopes.Read).WithName("getExport").WithSummary("What such a job has put together, as a zip of JSON");
    }

    public static WebApplicationBuilder AddExport(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ExportArchive>();
        if (builder.Services.Any(service => service.ServiceType == typeof(IFileStore)))
        {
            builder.AddJobHandler<ExportHandler>().AddJobHandler<ExportEndHandler>();
        }

        return builder;
    }

    private static async Task<FileStreamHttpResult> Export(CurrentUser me, ExportArchive archive, CancellationToken cancellation) =>
        TypedResults.Stream(await archive.CreateAsync(me.Id, (_, _) => { }, cancellation), Zip, FileName);

    private static async Task<Results<Accepted<JobJson>, ProblemHttpResult>> Begin(CurrentUser me, IJobs jobs, GrainJobSource source, HttpContext context)
    {
        if (context.RequestServices.GetService<IFileStore>() is null)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.NotInThisMode, "This server keeps no files. Ask for the export at once."));
        }

        var job = await jobs.EnqueueAsync(ExportJobs.Of(me.Id));
        source.Wake();
        return JobsApi.Accepted(context, job);
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> Download(string job, CurrentUser me, IJobs jobs, HttpContext context) =>
        await jobs.FindAsync(job) is { Kind: ExportJobs.Kind, State: JobState.Success } found && found.Owner == me.Id
            && context.RequestServices.GetService<IFileStore>() is { } store && await store.OpenReadAsync(ExportJobs.FileOf(found.Id)) is { } file
            ? TypedResults.Stream(file, Zip, FileName)
            : ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.JobNotFound));
}
