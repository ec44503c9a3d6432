using System.Text.Json.Serialization;
using Parley.Access;
using Parley.Bots;

namespace Parley.WebFrontend.Bots;

/// <summary>Body of <c>POST /bots</c>.</summary>
/// <param name="DisplayName">Null: the user name.</param>
public sealed record CreateBotJson(string? UserName, string? DisplayName);

/// <summary>Body of <c>POST /bots/{bot}/tokens</c>.</summary>
/// <param name="Name">What you will recognise it by.</param>
/// <param name="Scopes"><c>read</c>, <c>write</c>; null: both.</param>
/// <param name="ExpiresIn">Seconds; null: as the server is set up.</param>
/// <param name="Rooms">Ids or names of the rooms that it reaches; null: all that the bot is in.</param>
public sealed record CreateBotTokenJson(string? Name, string[]? Scopes, long? ExpiresIn, string[]? Rooms = null);

/// <summary>A token of a bot, without its secret.</summary>
/// <param name="LastUsedAt">Kept to about ten minutes; null: never.</param>
/// <param name="Rooms">Ids of the rooms that it reaches; left out: all that the bot is in.</param>
public sealed record BotTokenJson(string Id, string Name, string[] Scopes, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? Rooms = null)
{
    public static BotTokenJson From(BotToken token) =>
        new(token.Id, token.Name, TokenScopeNames.Of(token.Scopes), token.CreatedAt, token.LastUsedAt > token.CreatedAt ? token.LastUsedAt : null, token.ExpiresAt, token.Rooms?.ToArray());
}

/// <summary>A new token. It is shown this once.</summary>
/// <param name="Token">What to send as <c>Authorization: Bearer …</c>.</param>
public sealed record NewBotTokenJson(string Token, string Id, string Name, string[] Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? Rooms = null)
{
    public static NewBotTokenJson From(NewBotToken created) =>
        new(created.Secret, created.Token.Id, created.Token.Name, TokenScopeNames.Of(created.Token.Scopes), created.Token.CreatedAt, created.Token.ExpiresAt, created.Token.Rooms?.ToArray());

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"NewBotTokenJson({Id})";
}
