using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Presence;
using Parley.Rooms;
using Parley.Text;
using Parley.Users;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Presence;

/// <summary>Body of PUT /me/status.</summary>
public sealed record StatusJson(string? Text, string? Emoji, DateTimeOffset? Until);

/// <summary>Who has seen a message.</summary>
/// <param name="Seen">User ids.</param>
public sealed record SeenJson(string Room, long Seq, string[] Seen);

/// <summary>Status, presence in a room, and who has seen a message, over REST.</summary>
internal static class PresenceApi
{
    private const int MaxStatusText = 100;
    private const int MaxEmoji = 32;
    private const int MemberPage = 1000;

    /// <summary>Members of a large room that are looked at for its numbers.</summary>
    private const int MaxCounted = 20_000;

    public static void MapPresence(this IEndpointRouteBuilder routes)
    {
        var presence = routes.MapGroup("").WithTags("Presence").RequireAuthorization();
        presence.MapPut("/me/status", SetStatus).Throttled(ThrottleScopes.Signals).WithName("setStatus").WithSummary("What I say of myself for a while");
        presence.MapDelete("/me/status", ClearStatus).Throttled(ThrottleScopes.Signals).WithName("clearStatus").WithSummary("Say nothing of myself");
        presence.MapGet("/rooms/{room}/presence", OfRoom).Throttled(ThrottleScopes.Read).WithName("getRoomPresence").WithSummary("Who of a room is there; numbers alone if it is large");
        presence.MapGet("/rooms/{room}/messages/{seq:long}/seen", Seen).Throttled(ThrottleScopes.Read).WithName("getSeen").WithSummary("Who has seen a message");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetStatus(StatusJson body, CurrentUser me, IGrainFactory grains, TimeProvider clock)
    {
        var text = body.Text?.Trim();
        var emoji = string.IsNullOrWhiteSpace(body.Emoji) ? null : body.Emoji.Trim();
        var fault = string.IsNullOrEmpty(text) ? ErrorCatalog.InvalidField("text", "Say something, or delete the status.")
            : text.Length > MaxStatusText ? ErrorCatalog.InvalidField("text", $"A status has at most {MaxStatusText} characters in one line.")
            : LineText.Fault(text) is { } wrong ? ErrorCatalog.InvalidField("text", $"This status has {wrong}")
            : emoji?.Length > MaxEmoji || (emoji is not null && LineText.Fault(emoji) is not null) ? ErrorCatalog.InvalidField("emoji", $"One emoji, of at most {MaxEmoji} characters.")
            : body.Until <= clock.GetUtcNow() ? ErrorCatalog.InvalidField("until", "This time has passed.")
            : null;
        if (fault is not null)
        {
            return ErrorResults.Problem(fault);
        }

        if (!await grains.ServerWordRules().Allows(text!))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.WordsRefused));
        }

        await grains.User(me.Id).SetStatus(new UserStatus(text!, emoji, body.Until));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ClearStatus(CurrentUser me, IGrainFactory grains)
    {
        await grains.User(me.Id).SetStatus(null);
        return TypedResults.NoContent();
    }

    [Writes("RoomPresence")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> OfRoom(
        string room, CurrentUser me, RoomNames names, IGrainFactory grains, PresenceRefresh refresh, IOptions<PresenceOptions> options)
    {
        var found = await Members(room, me, names, grains, MaxCounted);
        if (found.IsError)
        {
            return ErrorResults.Problem(found.Error);
        }

        var (id, members) = found.Value;
        var there = (await refresh.AskAsync(members)).Values.Where(presence => presence.State != PresenceState.Offline).ToArray();
        return TypedResults.Ok(JsonShape.Write((id, members, there, options.Value.MaxNamedMembers), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("room", state.id);
            json.WriteNumber("members", state.members.Count);
            json.WriteNumber("online", state.there.Count(presence => presence.State == PresenceState.Online));
            json.WriteNumber("away", state.there.Count(presence => presence.State == PresenceState.Away));
            if (state.members.Count <= state.MaxNamedMembers)
            {
                PresenceJson.WriteUsers(json, state.there);
            }

            json.WriteEndObject();
        }));
    }

    private static async Task<Results<Ok<SeenJson>, ProblemHttpResult>> Seen(
        string room, long seq, CurrentUser me, RoomNames names, IGrainFactory grains, IOptions<PresenceOptions> options)
    {
        if (RoomRequests.SeqFault("seq", seq) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        var found = await Members(room, me, names, grains, options.Value.MaxReceiptMembers + 1, membersOnly: true);
        if (found.IsError)
        {
            return ErrorResults.Problem(found.Error);
        }

        var (id, members) = found.Value;
        if (members.Count > options.Value.MaxReceiptMembers)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.RoomTooLarge));
        }

        var positions = await Task.WhenAll(members.Select(member => grains.User(member).ShownCursor(id)));
        return TypedResults.Ok(new SeenJson(id, seq, [.. members.Zip(positions).Where(pair => pair.Second?.Seq >= seq).Select(pair => pair.First)]));
    }

    /// <summary>Id and members of a room, so many at most, for those who may see them.</summary>
    private static async Task<Outcome<(string Id, List<string> Members)>> Members(
        string room, CurrentUser me, RoomNames names, IGrainFactory grains, int most, bool membersOnly = false)
    {
        if (await names.FindAsync(room) is not { } id)
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        if (membersOnly && (await grains.Room(id).Position(me.Actor, 0)).Error is { } refusal)
        {
            return refusal;
        }

        var members = new List<string>();
        while (members.Count < most)
        {
            var limit = Math.Min(MemberPage, most - members.Count);
            var page = await grains.GetGrain<IRoomDirectoryGrain>(0).Members(id, me.Actor, members.LastOrDefault(), limit);
            if (page.IsError)
            {
                return page.Error;
            }

            members.AddRange(page.Value.Select(member => member.User));
            if (page.Value.Length < limit)
            {
                break;
            }
        }

        return (id, members);
    }
}
