using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Moderation;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Moderation;

/// <summary>One rule.</summary>
/// <param name="Action"><c>mask</c>, <c>hold</c> or <c>refuse</c>.</param>
public sealed record WordRuleJson(string? Text, string? Action)
{
    /// <summary>Without the words.</summary>
    public override string ToString() => $"WordRuleJson({Action})";
}

/// <summary>All rules of a room, or of the server.</summary>
/// <param name="Version">Goes up with every change; not looked at in a request.</param>
public sealed record WordRulesJson(long? Version, WordRuleJson[]? Rules);

/// <summary>A message that waits for a moderator.</summary>
/// <param name="Target">Seq of the message that it is an edit of.</param>
public sealed record HeldJson(
    string Id, string Sender, string Text, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ReplyTo,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Thread, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Target)
{
    public static HeldJson Of(HeldMessage message) => new(message.Id, message.Sender, message.Text, message.At, message.ReplyTo, message.Thread, message.Target);

    /// <summary>Without the text.</summary>
    public override string ToString() => $"HeldJson({Id})";
}

/// <summary>Body of PATCH /rooms/{room}/held/{id}.</summary>
public sealed record SettleHeldJson(string? State);

/// <summary>Rules on words: of rooms by their moderators, of the server by administrators; and the messages that wait because of them.</summary>
internal static class WordRulesApi
{
    private const int MaxText = 100;

    public static void MapWordRules(this IEndpointRouteBuilder routes)
    {
        var server = routes.MapGroup("/admin/word-rules").WithTags("Administration").RequirePermission(ServerPermission.ManageUsers);
        server.MapGet("", OfServer).WithName("getServerWordRules").WithSummary("Administrators: words that are not to be said on this server");
        server.MapPut("", SetOfServer).WithName("setServerWordRules").WithSummary("Administrators: other words in the place of those");
        var rooms = routes.MapGroup("/rooms/{room}").WithTags("Moderation").RequireAuthorization();
        rooms.MapGet("/word-rules", OfRoom).WithName("getWordRules").WithSummary("Words that are not to be said in a room; for moderators");
        rooms.MapPut("/word-rules", SetOfRoom).WithName("setWordRules").WithSummary("Other words in the place of those; for moderators");
        rooms.MapGet("/held", Held).Listed("sender", "at").WithName("listHeld").WithSummary("Messages that wait for a moderator, the oldest first; for moderators");
        rooms.MapPatch("/held/{held}", Settle).WithName("settleHeld").WithSummary("Let such a message through, or throw it away; for moderators");
    }

    private static async Task<Ok<WordRulesJson>> OfServer(IGrainFactory grains) => TypedResults.Ok(Json(await grains.ServerWordRules().Get()));

    private static async Task<Results<Ok<WordRulesJson>, ProblemHttpResult>> SetOfServer(WordRulesJson body, CurrentUser me, IGrainFactory grains, IAudit audit) =>
        await Set(grains.ServerWordRules(), "server", body, me, audit);

    private static async Task<Results<Ok<WordRulesJson>, ProblemHttpResult>> OfRoom(string room, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        var id = await ModeratedRooms.IdOf(room, me, rooms);
        return id.IsError ? ErrorResults.Problem(id.Error) : TypedResults.Ok(Json(await grains.WordRules(id.Value).Get()));
    }

    private static async Task<Results<Ok<WordRulesJson>, ProblemHttpResult>> SetOfRoom(string room, WordRulesJson body, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        var id = await ModeratedRooms.IdOf(room, me, rooms);
        return id.IsError ? ErrorResults.Problem(id.Error) : await Set(grains.WordRules(id.Value), id.Value, body, me, audit);
    }

    private static async Task<Results<Ok<WordRulesJson>, ProblemHttpResult>> Set(IWordRulesGrain grain, string of, WordRulesJson body, CurrentUser me, IAudit audit)
    {
        var rules = Rules(body);
        var set = rules.IsError ? rules.Error : await grain.Set(rules.Value);
        if (set.IsError)
        {
            return ErrorResults.Problem(set.Error);
        }

        await audit.WriteAsync(new AuditEntry(AuditEvents.ModerationRules) { Actor = me.Id, Target = of, Detail = $"version={set.Value.Version} rules={set.Value.Rules.Length}" });
        return TypedResults.Ok(Json(set.Value));
    }

    private static async Task<Results<Ok<HeldJson[]>, ProblemHttpResult>> Held(string room, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        var id = await ModeratedRooms.IdOf(room, me, rooms);
        return id.IsError ? ErrorResults.Problem(id.Error) : TypedResults.Ok((await grains.HeldMessages(id.Value).List()).Select(HeldJson.Of).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Settle(
        string room, string held, SettleHeldJson body, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        if (body.State is not ("approved" or "rejected"))
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("state", "Must be approved or rejected."));
        }

        var id = await ModeratedRooms.IdOf(room, me, rooms);
        var settled = id.IsError ? id.Error : await grains.HeldMessages(id.Value).Settle(held, body.State == "approved");
        if (settled.IsError)
        {
            return ErrorResults.Problem(settled.Error);
        }

        audit.Note(new AuditEntry(AuditEvents.ModerationSettled) { Actor = me.Id, Target = settled.Value.Sender, Detail = $"room={id.Value} held={held} {body.State}" });
        return TypedResults.NoContent();
    }

    private static Outcome<ImmutableArray<WordRule>> Rules(WordRulesJson body)
    {
        if (body.Rules is not { } rules)
        {
            return ErrorCatalog.InvalidField("rules", "Send all rules, an empty list for none.");
        }

        var parsed = ImmutableArray.CreateBuilder<WordRule>(rules.Length);
        foreach (var rule in rules)
        {
            WordAction? action = rule?.Action switch { "mask" => WordAction.Mask, "hold" => WordAction.Hold, "refuse" => WordAction.Refuse, _ => null };
            if (action is null || string.IsNullOrWhiteSpace(rule!.Text) || rule.Text.Length > MaxText)
            {
                return ErrorCatalog.InvalidField("rules", $"A rule has a text of at most {MaxText} characters, and the action mask, hold or refuse.");
            }

            parsed.Add(new WordRule(rule.Text.Trim(), action.Value));
        }

        return parsed.ToImmutable();
    }

    private static WordRulesJson Json(WordRuleSet set) => new(
        set.Version,
        [.. set.Rules.Select(rule => new WordRuleJson(rule.Text, rule.Action switch { WordAction.Hold => "hold", WordAction.Refuse => "refuse", _ => "mask" }))]);
}
