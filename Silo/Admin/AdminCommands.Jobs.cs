using Parley.Audit;
using Parley.Errors;
using Parley.Jobs;

namespace Parley.Silo.Admin;

internal sealed partial class AdminCommands
{
    private const int MaxListed = 200;

    public async Task<Outcome<AdminJobs>> Jobs(JobsRequest request, CancellationToken cancellation)
    {
        var jobs = grains.Jobs();
        switch (request.Action)
        {
            case "queues":
                return new AdminJobs([.. await jobs.Queues()], null);
            case "list":
                return new AdminJobs(null, [.. (await jobs.List(new JobQuery(JobNames.State(request.State), request.Kind, null, null, MaxListed))).Select(AdminJob.Of)]);
            case "find":
                return await jobs.Find(request.Id ?? "") is { } found ? new AdminJobs(null, [AdminJob.Of(found)]) : ErrorCatalog.Error(ErrorCatalog.JobNotFound, "There is no such job.");
        }

        var outcome = request.Action == "requeue" ? await jobs.Requeue(request.Id ?? "") : await jobs.Cancel(request.Id ?? "");
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Target = outcome.Value?.Id, Refusal = outcome.Error?.Code, Detail = $"{ByCommand}: jobs {(request.Action == "requeue" ? "requeue" : "cancel")}" });
        return outcome.IsError ? outcome.Error : new AdminJobs(null, [AdminJob.Of(outcome.Value)]);
    }
}
