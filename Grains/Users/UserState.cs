using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Parley.Access;
using Parley.Users;

namespace Parley.Grains.Users;

/// <summary>What is kept of a user. Never changed, only replaced: it may be written while the next change is made.</summary>
public sealed record UserState
{
    public string UserName { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What programs before roles read; null <see cref="Role"/>: what they wrote.</summary>
    public bool IsAdmin { get; init; }
    public bool IsBot { get; init; }

    /// <summary>User id of who has made the bot; null: no bot, or the server's own.</summary>
    public string? Owner { get; init; }
    public ServerRole? Role { get; init; }
    public bool IsDeactivated { get; init; }

    /// <summary>True: the user is erased for ever. The name may still be there, to be given up.</summary>
    public bool IsErased { get; init; }

    /// <summary>Null: nobody can sign in by password.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Ids of sessions, oldest first. All that are alive are among them; ended ones may be.</summary>
    public ImmutableArray<string> Sessions { get; init; } = [];

    /// <summary>Room id → how far the user has read.</summary>
    public ImmutableDictionary<string, CursorState> Cursors { get; init; } = ImmutableDictionary<string, CursorState>.Empty;

    /// <summary>Room id → how the user wants to be told of it, if not as usual.</summary>
    public ImmutableDictionary<string, LevelState> Levels { get; init; } = ImmutableDictionary<string, LevelState>.Empty;

    /// <summary>What the user says of themselves; null: nothing.</summary>
    public UserStatus? Status { get; init; }

    /// <summary>Null: as usual.</summary>
    public OwnSettings? Settings { get; init; }

    /// <summary>What the user is on this server.</summary>
    [JsonIgnore] public ServerRole ServerRole => Role ?? (IsBot ? ServerRole.Bot : IsAdmin ? ServerRole.Admin : ServerRole.Member);

    public UserState WithRole(ServerRole role) => this with { Role = role, IsAdmin = role is ServerRole.Admin or ServerRole.Owner };

    public UserProfile Profile(string id) =>
        new(id, IsErased ? ErasedName(id) : UserName, IsErased ? ErasedDisplayName : DisplayName, IsBot, ServerRole is ServerRole.Admin or ServerRole.Owner, CreatedAt)
        {
            Role = ServerRole, IsDeactivated = IsDeactivated, IsErased = IsErased, Owner = Owner,
        };

    /// <summary>What is left once everything is forgotten.</summary>
    public UserState Blank(string id) => new()
    {
        UserName = ErasedName(id), DisplayName = ErasedDisplayName, CreatedAt = CreatedAt, Role = ServerRole.Member, IsDeactivated = true, IsErased = true, Sessions = Sessions,
    };

    /// <summary>In the place of a user name: tells two of them apart, and says nothing.</summary>
    public static string ErasedName(string id) => $"deleted-{id[^Math.Min(8, id.Length)..]}";

    private const string ErasedDisplayName = "Deleted user";
}

/// <summary>A read position.</summary>
/// <param name="N">Messages up to it.</param>
public sealed record CursorState(long Seq, long N);

/// <summary>How a user wants to be told of a room; see <see cref="RoomLevel"/>.</summary>
public sealed record LevelState(NotifyLevel? Level, bool IsMuted, DateTimeOffset? MutedUntil);
