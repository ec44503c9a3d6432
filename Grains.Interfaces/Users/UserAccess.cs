using Parley.Access;

namespace Parley.Users;

/// <summary>Changes what a user is on this server. What is null stays.</summary>
/// <param name="By">Who asks; null: the admin command line, which may do everything but take the last owner away.</param>
[GenerateSerializer, Immutable, Alias("parley.user.change-access")]
public sealed record ChangeUserAccess([Id(0)] Actor? By)
{
    [Id(0)] public ServerRole? Role { get; init; }

    /// <summary>True: nobody can sign in as this user any more. The name stays taken, and what the user has written stays.</summary>
    [Id(1)] public bool? IsDeactivated { get; init; }
}

/// <summary>Erases a user.</summary>
/// <param name="By">Who asks: the user, or somebody above; null: the operator.</param>
[GenerateSerializer, Immutable, Alias("parley.user.erase")]
public sealed record EraseUser([Id(0)] Actor? By);

/// <summary>Asks for users by id.</summary>
/// <param name="Text">A part of user name or display name; null or empty: all.</param>
/// <param name="After">Users with a higher id.</param>
/// <param name="Limit">1–1000; more is reduced.</param>
[GenerateSerializer, Immutable, Alias("parley.user.search")]
public sealed record SearchUsers([Id(0)] Actor By, [Id(1)] string? Text, [Id(2)] string? After, [Id(3)] int Limit);
