using System.CommandLine;
using System.Globalization;
using Parley.Errors;
using Parley.Jobs;

namespace Parley.Silo.Admin;

public sealed partial class AdminCommandLine
{
    private const int BarWidth = 30;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private Command Jobs() => new("jobs", "Look after the queue of jobs.") { JobQueues(), ListJobs(), OneJob("requeue", "Have a dead letter tried again."), OneJob("cancel", "Take a job back."), WatchJob() };

    private Command JobQueues()
    {
        var command = new Command("queues", "Say how many jobs of each kind wait, run and have ended.");
        command.SetAction((parsed, cancellation) => Do(parsed, admin => admin.Jobs(new JobsRequest("queues"), cancellation), Print, cancellation));
        return command;

        static IEnumerable<string> Print(AdminJobs jobs) => jobs.Queues is not { Count: > 0 } queues ? ["There are no jobs."] : queues.Select(queue =>
            string.Create(CultureInfo.InvariantCulture, $"{queue.Kind,-20}  {queue.Waiting} waiting  {queue.Running} running  {queue.Succeeded} done  {queue.Failed} given up  {queue.Cancelled} cancelled") +
            (queue.OldestDueAt is { } since ? $"  late since {Time(since)}" : ""));
    }

    private Command ListJobs()
    {
        var state = new Option<string?>("--state") { Description = $"Only those that are {JobNames.States}." };
        var kind = new Option<string?>("--kind") { Description = "Only those of this kind." };
        state.AcceptOnlyFromAmong("pending", "started", "retry", "success", "failure", "cancelled");
        var command = new Command("list", "List the newest jobs.") { state, kind };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Jobs(new JobsRequest("list") { State = parsed.GetValue(state), Kind = parsed.GetValue(kind) }, cancellation),
            jobs => jobs.Jobs is { Count: > 0 } all ? all.Select(Line) : ["There are no such jobs."],
            cancellation));
        return command;
    }

    private Command OneJob(string action, string description)
    {
        var id = new Argument<string>("id") { Description = "Of the job." };
        var command = new Command(action, description) { id };
        command.SetAction((parsed, cancellation) => Do(
            parsed, admin => admin.Jobs(new JobsRequest(action) { Id = parsed.GetValue(id) }, cancellation), jobs => jobs.Jobs!.Select(Line), cancellation));
        return command;
    }

    private Command WatchJob()
    {
        var id = new Argument<string>("id") { Description = "Of the job." };
        var command = new Command("watch", "Show how far a job is, until it has ended.") { id };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => WatchAsync(admin, parsed.GetValue(id)!, isQuiet: parsed.GetValue(_json), cancellation),
            jobs => jobs.Jobs!.Select(Line),
            cancellation));
        return command;
    }

    private async Task<Outcome<AdminJobs>> WatchAsync(IAdmin admin, string id, bool isQuiet, CancellationToken cancellation)
    {
        for (var shown = ""; ;)
        {
            var found = await admin.Jobs(new JobsRequest("find") { Id = id }, cancellation);
            if (found.IsError || found.Value.Jobs![0].HasEnded)
            {
                return found;
            }

            shown = await ShowAsync(Bar(found.Value.Jobs[0]), shown, isQuiet);
            await Task.Delay(LookEvery, cancellation);
        }
    }

    /// <summary>Beside the result, as everything that is not one; on a terminal in the place of the one before.</summary>
    /// <returns>What is shown now.</returns>
    private async Task<string> ShowAsync(string bar, string shown, bool isQuiet)
    {
        if (!isQuiet && bar != shown)
        {
            await _errors.WriteAsync(Console.IsErrorRedirected ? bar + "\n" : $"\r{bar}\e[K");
        }

        return bar;
    }

    private async Task<Outcome<SearchIndexStatus>> WaitForIndexAsync(IAdmin admin, Outcome<SearchIndexStatus> status, bool isQuiet, CancellationToken cancellation)
    {
        var shown = "";
        for (var total = 0L; !status.IsError && status.Value.EventsBehind > 0; status = await admin.SearchIndex(new SearchIndexRequest(Rebuild: false), cancellation))
        {
            total = Math.Max(total, status.Value.EventsBehind); // more may be said meanwhile
            shown = await ShowAsync(Bar(total - status.Value.EventsBehind, total, $"{status.Value.RoomsBehind} rooms to go"), shown, isQuiet);
            await Task.Delay(LookEvery, cancellation);
        }

        return status;
    }

    /// <summary>E.g. <c>[#########---------------------]  30 %  started</c>.</summary>
    internal static string Bar(AdminJob job) => Bar(job.Done, job.Total, job.State);

    private static string Bar(long done, long total, string state)
    {
        if (total <= 0)
        {
            return $"[{new string('.', BarWidth)}]    ?    {state}";
        }

        var share = Math.Clamp((double)done / total, 0, 1);
        var full = (int)(share * BarWidth);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('-', BarWidth - full)}] {Math.Floor(share * 100),3} %  {state}");
    }

    private static string Line(AdminJob job) =>
        string.Create(CultureInfo.InvariantCulture, $"{job.Id}  {job.Kind,-16}  {job.State,-9}  attempt {job.Attempts} of {job.MaxAttempts}  {Time(job.CreatedAt)}") +
        (job.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {job.Done} of {job.Total}") : "") + (job.Failure is null ? "" : $"  {job.Failure}");
}
