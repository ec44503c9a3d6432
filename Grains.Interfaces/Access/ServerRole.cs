namespace Parley.Access;

/// <summary>What somebody is on this server. The numbers are stored: never change them. What each may do: <see cref="ServerAccess"/>.</summary>
public enum ServerRole
{
    /// <summary>The usual one.</summary>
    Member = 0,

    /// <summary>May do everything, also make owners and administrators. A server that has owners keeps at least one.</summary>
    Owner = 1,

    /// <summary>Looks after users and public rooms.</summary>
    Admin = 2,

    /// <summary>Sees only the rooms that somebody has brought them into, and the people there.</summary>
    Guest = 3,

    /// <summary>A program.</summary>
    Bot = 4,
}

/// <summary>Who asks: the user, and what the user is on this server. Travels with every request and is never stored with what comes of it.</summary>
/// <param name="Id">User id.</param>
[GenerateSerializer, Immutable, Alias("parley.actor")]
public readonly record struct Actor([Id(0)] string Id, [Id(1)] ServerRole Role);
