using Parley.Errors;
using Parley.Users;

namespace Parley.Access;

/// <summary>Decides who looks after a bot: the one place that does.</summary>
public static class BotAccess
{
    /// <summary>
    /// Null for who has made the bot and for those who manage users; to others there is no such bot. The server's own bot is nobody's: it has no tokens.
    /// </summary>
    /// <param name="bot">Null: there is no such user.</param>
    public static Error? Refuse(Actor by, UserProfile? bot) =>
        bot is { IsBot: true, IsDeactivated: false, Owner: { } owner } && (owner == by.Id || ServerAccess.May(by.Role, ServerPermission.ManageUsers))
            ? null
            : ErrorCatalog.Error(ErrorCatalog.BotNotFound);
}
