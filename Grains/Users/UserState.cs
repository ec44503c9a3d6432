using System.Collections.Immutable;
using Parley.Users;

namespace Parley.Grains.Users;

/// <summary>What is kept of a user. Never changed, only replaced: it may be written while the next change is made.</summary>
public sealed record UserState
{
    public string UserName { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public bool IsAdmin { get; init; }
    public bool IsBot { get; init; }

    /// <summary>Null: nobody can sign in by password.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Ids of sessions, oldest first. All that are alive are among them; ended ones may be.</summary>
    public ImmutableArray<string> Sessions { get; init; } = [];

    /// <summary>Room id → how far the user has read.</summary>
    public ImmutableDictionary<string, CursorState> Cursors { get; init; } = ImmutableDictionary<string, CursorState>.Empty;

    public UserProfile Profile(string id) => new(id, UserName, DisplayName, IsBot, IsAdmin, CreatedAt);
}

/// <summary>A read position.</summary>
/// <param name="N">Messages up to it.</param>
public sealed record CursorState(long Seq, long N);
