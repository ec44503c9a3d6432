using System.Collections.Immutable;

namespace Parley.Rooms;

/// <summary>Whom a text mentions. Where it mentions nobody there is none of these.</summary>
/// <param name="Users">User ids, each once.</param>
[GenerateSerializer, Immutable, Alias("parley.room.mentions")]
public sealed record Mentions([Id(0)] ImmutableArray<string> Users, [Id(1)] MentionScope Everybody)
{
    public bool Equals(Mentions? other) => other is not null && Everybody == other.Everybody && Users.SequenceEqual(other.Users);

    public override int GetHashCode() => HashCode.Combine(Users.Length, Everybody);
}

/// <summary>A mention of more than one. The numbers are stored: never change them.</summary>
public enum MentionScope
{
    /// <summary>Of nobody but those who are named.</summary>
    None = 0,

    /// <summary><c>@here</c>: those of the room who are there at the moment.</summary>
    Here = 1,

    /// <summary><c>@room</c>: all members.</summary>
    Room = 2,
}
