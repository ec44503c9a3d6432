namespace Parley.Users;

/// <summary>What a user says of themselves for a while.</summary>
/// <param name="Text">One line.</param>
/// <param name="Emoji">Null: none.</param>
/// <param name="Until">When it ends by itself; null: never.</param>
[GenerateSerializer, Immutable, Alias("parley.user.status")]
public sealed record UserStatus([Id(0)] string Text, [Id(1)] string? Emoji, [Id(2)] DateTimeOffset? Until);

/// <summary>The user says something else of themselves.</summary>
/// <param name="Status">Null: nothing.</param>
[GenerateSerializer, Immutable, Alias("parley.own.status-set")]
public sealed record StatusSet([Id(0)] UserStatus? Status) : OwnChange;
