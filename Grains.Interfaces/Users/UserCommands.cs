using Parley.Access;

namespace Parley.Users;

/// <summary>Asks for a new user.</summary>
/// <param name="UserName">As typed; see <see cref="UserNames"/>.</param>
/// <param name="DisplayName">Null or empty: the user name.</param>
/// <param name="Password">Null: nobody can sign in by password (demo users, users made by the admin command line).</param>
[GenerateSerializer, Immutable, Alias("parley.user.register")]
public sealed record RegisterUser([Id(0)] string UserName, [Id(1)] string? DisplayName, [Id(2)] string? Password)
{
    /// <summary>True for a bot; one of the server's own may have a reserved name. Never taken from a request.</summary>
    [Id(0)] public bool IsBot { get; init; }

    /// <summary>User id of who makes the bot; null: it is the server's own. Never taken from a request.</summary>
    [Id(2)] public string? Owner { get; init; }

    /// <summary>What the user is to be on this server. Never taken from a request.</summary>
    [Id(1)] public ServerRole Role { get; init; }

    /// <summary>Without the password: Orleans writes arguments into its logs.</summary>
    public override string ToString() => $"RegisterUser({UserName})";
}

/// <summary>Fills a claimed id with a user.</summary>
/// <param name="PasswordHash">Null: no password.</param>
[GenerateSerializer, Immutable, Alias("parley.user.create")]
public sealed record CreateUser([Id(0)] string UserName, [Id(1)] string DisplayName, [Id(2)] string? PasswordHash)
{
    [Id(0)] public bool IsBot { get; init; }

    /// <summary>User id of who makes the bot; null: no bot, or the server's own.</summary>
    [Id(2)] public string? Owner { get; init; }

    /// <summary>What the user is to be on this server.</summary>
    [Id(1)] public ServerRole Role { get; init; }

    /// <summary>Without the hash.</summary>
    public override string ToString() => $"CreateUser({UserName})";
}
