using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Bots;

/// <summary>
/// The bots of a user, and their tokens. Key: user id of the owner. A bot is a user like others; a token of it is a session that proves itself by one secret, so that
/// it ends everywhere like one.
/// </summary>
[Alias("parley.bots"), GrainInterfaceType("bots")]
public interface IBotsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes a bot. The same name again is the same bot, if it is the owner's. Refused as <c>name-taken</c>, <c>invalid</c> or <c>too-many-bots</c>.
    /// </summary>
    [Alias("create"), ResponseTimeout("00:00:30"), Repeatable] Task<Outcome<UserProfile>> Create(CreateBot command);

    /// <summary>The bots that count, in the order in which they were made.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<UserProfile>> List();

    /// <summary>Deactivates a bot for good; its tokens end. What it said stays. Refused as <c>bot-not-found</c>. For callers that have asked <see cref="BotAccess"/>.</summary>
    [Alias("retire"), ResponseTimeout("00:00:30")] Task<Outcome<UserProfile>> Retire(string bot);

    /// <summary>Makes a token. Refused as <c>bot-not-found</c>, <c>invalid</c> or <c>too-many-tokens</c>.</summary>
    [Alias("create-token"), ResponseTimeout("00:00:30")] Task<Outcome<NewBotToken>> CreateToken(string bot, CreateBotToken command);

    /// <summary>The tokens of a bot that count, newest first. Refused as <c>bot-not-found</c>.</summary>
    [Alias("tokens"), Repeatable] Task<Outcome<ImmutableArray<BotToken>>> Tokens(string bot);

    /// <summary>Ends a token: when it answers, nobody gets anything by it any more. Refused as <c>bot-not-found</c> or <c>token-not-found</c>.</summary>
    [Alias("revoke-token")] Task<Outcome<EndedSession>> RevokeToken(string bot, string token);

    /// <summary>The owner is nobody any more, for a while or for ever: all tokens end. Repeating is harmless.</summary>
    /// <param name="forGood">True: the bots are deactivated as well.</param>
    [Alias("end"), Repeatable, ResponseTimeout("00:00:30")] Task End(bool forGood);
}
