using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Moderation;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Moderation;

/// <summary>Body of POST /rooms/{room}/messages/{seq}/report.</summary>
public sealed record NewReportJson(string? Reason)
{
    /// <summary>Without the reason.</summary>
    public override string ToString() => "NewReportJson";
}

/// <summary>Body of PATCH /rooms/{room}/reports/{report}.</summary>
public sealed record SettleReportJson(string? State);

/// <summary>A report as moderators see it.</summary>
public sealed record ReportJson(
    string Id, long Seq, string Author, string Reporter, string Reason, DateTimeOffset At, string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SettledBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? SettledAt)
{
    public static ReportJson Of(RoomReport report) =>
        new(report.Id, report.Seq, report.Author, report.Reporter, report.Reason, report.At, NameOf(report.State), report.SettledBy, report.SettledAt);

    /// <summary>Without the reason.</summary>
    public override string ToString() => $"ReportJson({Id})";

    private static string NameOf(ReportState state) => state switch
    {
        ReportState.Handled => "handled",
        ReportState.Dismissed => "dismissed",
        _ => "open",
    };
}

/// <summary>Members report messages; moderators settle the reports.</summary>
internal static class ReportsApi
{
    private const int MaxReason = 1000;

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/rooms/{room}").WithTags("Moderation").RequireAuthorization();
        reports.MapPost("/messages/{seq:long}/report", Report).Throttled(ThrottleScopes.Send).WithName("reportMessage").WithSummary("Report a message to the moderators; repeating is harmless");
        reports.MapGet("/reports", List).Listed("seq", "author", "reporter", "at", "state").WithName("listReports").WithSummary("Reported messages, the newest first; for moderators");
        reports.MapPatch("/reports/{report}", Settle).WithName("settleReport").WithSummary("Say what has come of a report; for moderators");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Report(
        string room, long seq, NewReportJson body, CurrentUser me, RoomCalls rooms, IGrainFactory grains, Moderators moderators, IAudit audit)
    {
        var reason = body.Reason?.Trim();
        if ((RoomRequests.SeqFault("seq", seq) ?? (string.IsNullOrEmpty(reason) ? ErrorCatalog.InvalidField("reason", "Say what is wrong with the message.")
            : reason.Length > MaxReason ? ErrorCatalog.InvalidField("reason", $"A reason has at most {MaxReason} characters.") : null)) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        // 1. Only what the reporter may read.
        var page = await rooms.FindAsync(room) is { } grain
            ? await grain.Read(new ReadEvents(me.Id, Limit: 1) { ReaderRole = me.Role, After = seq - 1 })
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (page.IsError)
        {
            return ErrorResults.Problem(page.Error);
        }

        if (page.Value.Events is not [MessagePosted message] || message.Seq != seq)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.MessageNotFound));
        }

        // 2. Kept; then the moderators hear of it.
        var added = await grains.RoomReports(page.Value.Room).Add(new NewReport(seq, message.Sender, me.Id, reason!));
        if (added.IsError)
        {
            return ErrorResults.Problem(added.Error);
        }

        if (added.Value.IsNew)
        {
            audit.Note(new AuditEntry(AuditEvents.ModerationReport) { Actor = me.Id, Target = message.Sender, Detail = $"room={page.Value.Room} seq={seq}" });
            moderators.TellLater(page.Value.Room, me.Actor, added.Value.Open);
        }

        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ReportJson[]>, ProblemHttpResult>> List(string room, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        var id = await ModeratedRooms.IdOf(room, me, rooms);
        return id.IsError
            ? ErrorResults.Problem(id.Error)
            : TypedResults.Ok((await grains.RoomReports(id.Value).List()).Select(ReportJson.Of).ToArray());
    }

    private static async Task<Results<Ok<ReportJson>, ProblemHttpResult>> Settle(
        string room, string report, SettleReportJson body, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        ReportState? state = body.State switch { "open" => ReportState.Open, "handled" => ReportState.Handled, "dismissed" => ReportState.Dismissed, _ => null };
        if (state is null)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("state", "Must be handled, dismissed or open."));
        }

        var id = await ModeratedRooms.IdOf(room, me, rooms);
        var settled = id.IsError ? id.Error : await grains.RoomReports(id.Value).Settle(new SettleReport(report, me.Id, state.Value));
        if (settled.IsError)
        {
            return ErrorResults.Problem(settled.Error);
        }

        audit.Note(new AuditEntry(AuditEvents.ModerationSettled)
        {
            Actor = me.Id, Target = settled.Value.Author, Detail = $"room={id.Value} seq={settled.Value.Seq} {body.State}",
        });
        return TypedResults.Ok(ReportJson.Of(settled.Value));
    }
}
