using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Moderation;

/// <summary>Body of POST /rooms/{room}/deletions. Seqs, or which: by whom, since when, the last so many.</summary>
/// <param name="User">Id or user name of who wrote them; left out: whoever.</param>
public sealed record DeleteManyJson(string? ClientId, long[]? Seqs, string? User, DateTimeOffset? Since, int? Last);

/// <summary>Messages that were deleted together.</summary>
/// <param name="Seq">Number of the first of the deletions; the room's head if there was nothing to delete.</param>
/// <param name="Count">Messages.</param>
/// <param name="By">User id.</param>
public sealed record DeletionJson(string Room, long Seq, int Count, string By, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? At)
{
    /// <summary>Until when it can be undone; null: it cannot be.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? UndoUntil { get; init; }

    public static DeletionJson Of(string room, Deletion deletion) => new(room, deletion.Seq, deletion.Count, deletion.By, deletion.At) { UndoUntil = deletion.UndoUntil };
}

/// <summary>Moderators delete many messages at once, and bring them back for a while.</summary>
internal static class DeletionsApi
{
    public static void MapDeletions(this IEndpointRouteBuilder routes)
    {
        var deletions = routes.MapGroup("/rooms/{room}/deletions").WithTags("Moderation").RequireAuthorization();
        deletions.MapPost("", Delete).Throttled(ThrottleScopes.Send).WithName("deleteMessages").WithSummary("Delete many messages; it can be undone for a while. For moderators");
        deletions.MapGet("", List).Listed("seq", "count", "by", "at").WithName("listDeletions").WithSummary("Deletions of many that can be undone, the latest first; for moderators");
        deletions.MapDelete("/{seq:long}", Undo).Throttled(ThrottleScopes.Send).WithName("undoDeletion").WithSummary("Bring messages back that were deleted together; for moderators");
    }

    private static async Task<Results<Ok<DeletionJson>, ProblemHttpResult>> Delete(
        string room, DeleteManyJson body, CurrentUser me, RoomCalls rooms, RoomPeople people, IAudit audit)
    {
        if (Fault(body) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        // 1. Which?
        var targets = await Targets(room, body, me, rooms, people);
        if (targets.IsError)
        {
            return ErrorResults.Problem(targets.Error);
        }

        // 2. All of them, in one moment. A repeat of the same client id finds other ones, and gets the answer of the first all the same.
        var done = await rooms.Do(me, room, new DeleteMessages { Sender = me.Id, ClientId = body.ClientId, Targets = targets.Value });
        if (done.IsError)
        {
            return ErrorResults.Problem(done.Error);
        }

        var listed = await ListOf(room, me, rooms);
        var deletion = listed.Value.IsDefault ? null : listed.Value.FirstOrDefault(one => one.Seq == done.Value.Seq);
        var count = deletion?.Count ?? (done.Value.Event is null ? 0 : targets.Value.Length);
        if (done.Value is { Event: not null, IsRepeat: false })
        {
            audit.Note(new AuditEntry(AuditEvents.ModerationDeleted) { Actor = me.Id, Target = done.Value.Room, Detail = $"seq={done.Value.Seq} messages={count}" });
        }

        return TypedResults.Ok(deletion is null
            ? new DeletionJson(done.Value.Room, done.Value.Seq, count, me.Id, done.Value.Event?.At)
            : DeletionJson.Of(done.Value.Room, deletion));
    }

    private static async Task<Results<Ok<DeletionJson[]>, ProblemHttpResult>> List(string room, CurrentUser me, RoomCalls rooms)
    {
        var listed = await ListOf(room, me, rooms);
        return listed.IsError ? ErrorResults.Problem(listed.Error)
            : TypedResults.Ok((await rooms.IdOf(room) is { } id ? listed.Value.Select(one => DeletionJson.Of(id, one)) : []).ToArray());
    }

    [Writes("Done")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Undo(string room, long seq, CurrentUser me, RoomCalls rooms, IAudit audit)
    {
        var done = RoomRequests.SeqFault("seq", seq) is { } fault ? fault : await rooms.Do(me, room, new RestoreMessages { Sender = me.Id, Batch = seq });
        if (done.IsError)
        {
            return ErrorResults.Problem(done.Error);
        }

        audit.Note(new AuditEntry(AuditEvents.ModerationRestored) { Actor = me.Id, Target = done.Value.Room, Detail = $"seq={seq}" });
        return TypedResults.Ok(RoomEventAnswers.Done(done.Value));
    }

    private static Error? Fault(DeleteManyJson body) =>
        body.Seqs is null && body.User is null && body.Since is null && body.Last is null ? ErrorCatalog.InvalidField("seqs", "Say which: seqs, user, since or last.")
        : body.Seqs is not null && (body.User is not null || body.Since is not null || body.Last is not null) ? ErrorCatalog.InvalidField("seqs", "Give numbers, or say which, not both.")
        : body.Seqs is { Length: 0 or > DeleteMessages.MaxTargets } ? ErrorCatalog.InvalidField("seqs", $"Give 1 to {DeleteMessages.MaxTargets} numbers.")
        : body.Last is < 1 or > DeleteMessages.MaxTargets ? ErrorCatalog.InvalidField("last", $"Must be from 1 to {DeleteMessages.MaxTargets}.")
        : body.Seqs?.Select(seq => RoomRequests.SeqFault("seqs", seq)).FirstOrDefault(one => one is not null)
            ?? (body.ClientId is null ? null : RoomRequests.ClientIdFault(body.ClientId));

    private static async Task<Outcome<ImmutableArray<long>>> Targets(string room, DeleteManyJson body, CurrentUser me, RoomCalls rooms, RoomPeople people)
    {
        if (body.Seqs is { } seqs)
        {
            return seqs.Distinct().Order().ToImmutableArray();
        }

        string? author = null;
        if (body.User is not null)
        {
            var found = await people.FindAsync(me, room, body.User, RoomPermission.DeleteOthers);
            if (found.IsError)
            {
                return found.Error;
            }

            author = found.Value.Id;
        }

        return await rooms.FindAsync(room) is { } grain
            ? await grain.FindMessages(new FindMessages(me.Actor, author, body.Since, body.Last ?? DeleteMessages.MaxTargets))
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
    }

    private static async Task<Outcome<ImmutableArray<Deletion>>> ListOf(string room, CurrentUser me, RoomCalls rooms) =>
        await rooms.FindAsync(room) is { } grain ? await grain.Deletions(me.Actor) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
}
