using Parley.Access;

namespace Parley.Users;

/// <summary>What everybody may know of a user.</summary>
/// <param name="UserName">Unique handle, as typed at sign-up.</param>
[GenerateSerializer, Immutable, Alias("parley.user.profile")]
public sealed record UserProfile(
    [Id(0)] string Id, [Id(1)] string UserName, [Id(2)] string DisplayName,
    [Id(3)] bool IsBot, [Id(4)] bool IsAdmin, [Id(5)] DateTimeOffset CreatedAt)
{
    /// <summary>What the user is on this server.</summary>
    [Id(0)] public ServerRole Role { get; init; }

    /// <summary>True: nobody can sign in as this user.</summary>
    [Id(1)] public bool IsDeactivated { get; init; }

    /// <summary>True: the user was erased; the names stand for nobody.</summary>
    [Id(3)] public bool IsErased { get; init; }

    /// <summary>What the user says of themselves; null: nothing.</summary>
    [Id(2)] public UserStatus? Status { get; init; }

    /// <summary>User id of who has made the bot; null: no bot, or the server's own.</summary>
    [Id(4)] public string? Owner { get; init; }
}
