using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Audit;
using Parley.Bots;
using Parley.Errors;
using Parley.Users;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Bots;

/// <summary>Bots and their tokens, for who has made them and for administrators.</summary>
internal static class BotsApi
{
    /// <summary>More than there may be are not looked up.</summary>
    private const int MaxNamed = 501;

    public static void MapBots(this IEndpointRouteBuilder routes)
    {
        var bots = routes.MapGroup("/bots").WithTags("Bots").RequirePermission(ServerPermission.MakeBots);
        bots.MapPost("", Create).WithName("createBot").WithSummary("Make a bot");
        bots.MapGet("", List).Listed("userName", "displayName", "createdAt").WithName("getBots").WithSummary("My bots");
        bots.MapGet("/{bot}", Find).WithName("getBot").WithSummary("A bot of mine");
        bots.MapDelete("/{bot}", Retire).WithName("deleteBot").WithSummary("Deactivate a bot of mine for good");
        bots.MapPost("/{bot}/tokens", CreateToken).WithName("createBotToken").WithSummary("Make a token for a bot of mine; it is shown this once");
        bots.MapGet("/{bot}/tokens", Tokens).Listed("name", "createdAt", "lastUsedAt", "expiresAt").WithName("getBotTokens").WithSummary("The tokens of a bot of mine that count, newest first");
        bots.MapDelete("/{bot}/tokens/{token}", RevokeToken).WithName("revokeBotToken").WithSummary("End a token of a bot of mine");
    }

    private static async Task<Results<Created<UserJson>, ProblemHttpResult>> Create(CreateBotJson body, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var created = await grains.Bots(me.Id).Create(new CreateBot(body.UserName ?? "", body.DisplayName));
        await audit.WriteAsync(new AuditEntry(AuditEvents.UserCreated) { Actor = me.Id, Target = created.Value?.Id, Refusal = created.Error?.Code, Detail = "bot" });
        return created.IsError ? ErrorResults.Problem(created.Error) : TypedResults.Created($"/api/v1/bots/{created.Value.Id}", UserJson.From(created.Value));
    }

    private static async Task<Ok<UserJson[]>> List(CurrentUser me, IGrainFactory grains) =>
        TypedResults.Ok((await grains.Bots(me.Id).List()).Select(UserJson.From).ToArray());

    private static async Task<Results<Ok<UserJson>, ProblemHttpResult>> Find(string bot, CurrentUser me, IGrainFactory grains)
    {
        var found = await FindAsync(bot, me, grains);
        return found.IsError ? ErrorResults.Problem(found.Error) : TypedResults.Ok(UserJson.From(found.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Retire(string bot, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var found = await FindAsync(bot, me, grains);
        var retired = found.IsError ? found : await grains.Bots(found.Value.Owner!).Retire(found.Value.Id);
        await audit.WriteAsync(new AuditEntry(AuditEvents.UserArchived) { Actor = me.Id, Target = bot, Refusal = retired.Error?.Code, Detail = "bot" });
        return retired.IsError ? ErrorResults.Problem(retired.Error) : TypedResults.NoContent();
    }

    private static async Task<Results<Created<NewBotTokenJson>, ProblemHttpResult>> CreateToken(
        string bot, CreateBotTokenJson body, CurrentUser me, HttpContext context, RoomCalls calls, IGrainFactory grains, IAudit audit)
    {
        var scopes = body.Scopes is null ? TokenScopes.Read | TokenScopes.Write : TokenScopeNames.Parse(body.Scopes);
        if (scopes is null)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("scopes", $"Must be some of {TokenScopeNames.All}."));
        }

        if (body.ExpiresIn is < 0 or > int.MaxValue)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("expiresIn", "Send a number of seconds."));
        }

        var rooms = await RoomsOf(body.Rooms, me, calls);
        if (rooms.IsError)
        {
            return ErrorResults.Problem(rooms.Error);
        }

        var lifetime = body.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var found = await FindAsync(bot, me, grains);
        var created = found.IsError ? found.Error : await grains.Bots(found.Value.Owner!).CreateToken(found.Value.Id, new CreateBotToken(body.Name ?? "", scopes.Value, lifetime) { Rooms = body.Rooms is null ? null : rooms.Value });
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthnTokenCreated)
        {
            Actor = me.Id, Target = created.Value?.Token.Id ?? bot, Refusal = created.Error?.Code, Detail = $"bot token, {string.Join(' ', TokenScopeNames.Of(scopes.Value))}",
        });
        if (created.IsError)
        {
            return ErrorResults.Problem(created.Error);
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/bots/{bot}/tokens/{created.Value.Token.Id}", NewBotTokenJson.From(created.Value));
    }

    private static async Task<Results<Ok<BotTokenJson[]>, ProblemHttpResult>> Tokens(string bot, CurrentUser me, IGrainFactory grains)
    {
        var found = await FindAsync(bot, me, grains);
        if (found.IsError)
        {
            return ErrorResults.Problem(found.Error);
        }

        var tokens = await grains.Bots(found.Value.Owner!).Tokens(found.Value.Id);
        return tokens.IsError ? ErrorResults.Problem(tokens.Error) : TypedResults.Ok(tokens.Value.Select(BotTokenJson.From).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeToken(
        string bot, string token, CurrentUser me, IGrainFactory grains, IAudit audit, SessionRevocations revocations)
    {
        var found = await FindAsync(bot, me, grains);
        var revoked = found.IsError ? found.Error : await grains.Bots(found.Value.Owner!).RevokeToken(found.Value.Id, token);
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthnTokenRevoked) { Actor = me.Id, Target = token, Refusal = revoked.Error?.Code, Detail = "bot token" });
        if (revoked.IsError)
        {
            return ErrorResults.Problem(revoked.Error);
        }

        revocations.Revoke(token, revoked.Value.Until); // here at once; elsewhere by the feed
        return TypedResults.NoContent();
    }

    /// <summary>Ids of rooms that the caller knows of: of others nobody is told whether they exist.</summary>
    private static async Task<Outcome<ImmutableArray<string>>> RoomsOf(string?[]? named, CurrentUser me, RoomCalls calls)
    {
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var room in (named ?? []).Take(MaxNamed).Distinct())
        {
            var view = await calls.Describe(me, room);
            if (view.IsError)
            {
                return ErrorCatalog.InvalidField("rooms", "Name rooms that you are in, or public ones, by id or name.");
            }

            ids.Add(view.Value.Id);
        }

        return ids.ToImmutable();
    }

    private static async Task<Outcome<UserProfile>> FindAsync(string bot, CurrentUser me, IGrainFactory grains)
    {
        var found = await grains.User(bot).Find();
        return BotAccess.Refuse(me.Actor, found) is { } refusal ? refusal : found!;
    }
}
