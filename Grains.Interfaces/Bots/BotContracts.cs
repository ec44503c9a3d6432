using System.Collections.Immutable;
using Parley.Access;

namespace Parley.Bots;

/// <summary>Asks for a bot.</summary>
/// <param name="DisplayName">Null or empty: the user name.</param>
[GenerateSerializer, Immutable, Alias("parley.bot.create")]
public sealed record CreateBot([Id(0)] string UserName, [Id(1)] string? DisplayName);

/// <summary>Asks for a token of a bot.</summary>
/// <param name="Name">What its owner will recognise it by; 1 to 100 characters.</param>
/// <param name="Lifetime">Null: <c>Parley:Bots:TokenLifetime</c>.</param>
[GenerateSerializer, Immutable, Alias("parley.bot.create-token")]
public sealed record CreateBotToken([Id(0)] string Name, [Id(1)] TokenScopes Scopes, [Id(2)] TimeSpan? Lifetime)
{
    /// <summary>Ids of the rooms that it reaches; null: all that the bot is in.</summary>
    [Id(0)] public ImmutableArray<string>? Rooms { get; init; }
}

/// <summary>A token of a bot as its owner sees it: without the secret.</summary>
/// <param name="LastUsedAt">Kept to about ten minutes; equal to <paramref name="CreatedAt"/> before the first use.</param>
[GenerateSerializer, Immutable, Alias("parley.bot.token")]
public sealed record BotToken(
    [Id(0)] string Id, [Id(1)] string Name, [Id(2)] TokenScopes Scopes, [Id(3)] DateTimeOffset CreatedAt, [Id(4)] DateTimeOffset LastUsedAt, [Id(5)] DateTimeOffset ExpiresAt)
{
    /// <summary>Ids of the rooms that it reaches; null: all that the bot is in.</summary>
    [Id(0)] public ImmutableArray<string>? Rooms { get; init; }
}

/// <summary>A new token, with what proves it. Nobody can be told it a second time.</summary>
[GenerateSerializer, Immutable, Alias("parley.bot.new-token")]
public sealed record NewBotToken([Id(0)] BotToken Token, [Id(1)] string Secret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"NewBotToken({Token.Id})";
}
