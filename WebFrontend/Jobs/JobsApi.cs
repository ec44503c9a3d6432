using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Audit;
using Parley.Errors;
using Parley.Jobs;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Jobs;

/// <summary>Jobs: one's own, and for administrators all of them.</summary>
internal static class JobsApi
{
    private const int DefaultPage = 50;
    private const int MaxPage = 200;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/jobs").WithTags("Jobs").RequireAuthorization();
        jobs.MapGet("", ListMine).WithName("listJobs").WithSummary("My jobs, the newest first");
        jobs.MapGet("/{job}", Find).WithName("getJob").WithSummary("How far a job of mine is, and what came of it");
        jobs.MapDelete("/{job}", Cancel).WithName("cancelJob").WithSummary("Take a job of mine back");

        var all = routes.MapGroup("/admin/jobs").WithTags("Administration").RequireAuthorization(AdminPolicy.Name);
        all.MapGet("", List).WithName("listAllJobs").WithSummary("Administrators: jobs of everybody, the newest first");
        all.MapGet("/queues", Queues).WithName("listJobQueues").WithSummary("Administrators: how many jobs of each kind wait, run and have ended");
        all.MapPost("/{job}/requeue", Requeue).WithName("requeueJob").WithSummary("Administrators: have a dead letter tried again");
        all.MapDelete("/{job}", CancelAny).WithName("cancelAnyJob").WithSummary("Administrators: take a job back");
    }

    /// <summary>The answer to who has asked for work that takes a while: where to look for it.</summary>
    public static Results<Accepted<JobJson>, ProblemHttpResult> Accepted(HttpContext context, Outcome<JobStatus> job)
    {
        if (job.IsError)
        {
            return ErrorResults.Problem(job.Error);
        }

        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Accepted($"/api/v1/jobs/{job.Value.Id}", JobJson.Of(job.Value));
    }

    private static async Task<Ok<JobListJson>> ListMine(CurrentUser me, IGrainFactory grains) =>
        TypedResults.Ok(new JobListJson([.. (await grains.Jobs().List(new JobQuery(null, null, me.Id, null, MaxPage))).Select(JobJson.Of)]));

    private static async Task<Results<Ok<JobJson>, ProblemHttpResult>> Find(string job, CurrentUser me, IJobs jobs, HttpContext context)
    {
        if (await jobs.FindAsync(job) is not { } found || found.Owner != me.Id)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.JobNotFound));
        }

        context.Response.Headers.CacheControl = "no-store";
        if (!found.HasEnded)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return TypedResults.Ok(JobJson.Of(found));
    }

    private static async Task<Results<Ok<JobJson>, ProblemHttpResult>> Cancel(string job, CurrentUser me, IJobs jobs) =>
        await jobs.FindAsync(job) is not { } found || found.Owner != me.Id
            ? ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.JobNotFound))
            : Answer(await jobs.CancelAsync(job), JobJson.Of);

    private static async Task<Results<Ok<JobListJson>, ProblemHttpResult>> List(string? state, string? kind, string? before, int? limit, IGrainFactory grains)
    {
        if (state is not null && JobNames.State(state) is null)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("state", $"Must be {JobNames.States}."));
        }

        if (limit is < 1)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("limit", $"Must be from 1 to {MaxPage}."));
        }

        var jobs = await grains.Jobs().List(new JobQuery(JobNames.State(state), kind, null, before, Math.Min(limit ?? DefaultPage, MaxPage)));
        return TypedResults.Ok(new JobListJson([.. jobs.Select(JobJson.ForAdministrators)]));
    }

    private static async Task<Ok<JobQueuesJson>> Queues(IGrainFactory grains) =>
        TypedResults.Ok(new JobQueuesJson([.. (await grains.Jobs().Queues()).Select(JobQueueJson.Of)]));

    private static async Task<Results<Ok<JobJson>, ProblemHttpResult>> Requeue(string job, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var outcome = await grains.Jobs().Requeue(job);
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = outcome.Value?.Id, Refusal = outcome.Error?.Code, Detail = "requeue job" });
        return Answer(outcome, JobJson.ForAdministrators);
    }

    private static async Task<Results<Ok<JobJson>, ProblemHttpResult>> CancelAny(string job, CurrentUser me, IJobs jobs, IAudit audit)
    {
        var outcome = await jobs.CancelAsync(job);
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = outcome.Value?.Id, Refusal = outcome.Error?.Code, Detail = "cancel job" });
        return Answer(outcome, JobJson.ForAdministrators);
    }

    private static Results<Ok<JobJson>, ProblemHttpResult> Answer(Outcome<JobStatus> outcome, Func<JobStatus, JobJson> view) =>
        outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.Ok(view(outcome.Value));
}
