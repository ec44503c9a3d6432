namespace Parley.Users;

/// <summary>Of which messages a user wants to be told. Kept for the user's devices, which act by it; the server only keeps it.</summary>
public enum NotifyLevel
{
    All,

    /// <summary>Those that mention the user, and direct ones.</summary>
    Mentions,
    None,
}

/// <summary>How a user wants to be told of one room.</summary>
/// <param name="Level">Null: as in <see cref="OwnSettings"/>.</param>
/// <param name="IsMuted">True: the room does not ask for attention, whatever the level.</param>
/// <param name="MutedUntil">When that ends by itself; null: never.</param>
[GenerateSerializer, Immutable, Alias("parley.own.room-level")]
public sealed record RoomLevel([Id(0)] string Room, [Id(1)] NotifyLevel? Level, [Id(2)] bool IsMuted, [Id(3)] DateTimeOffset? MutedUntil)
{
    /// <summary>Nothing that is not so for every room.</summary>
    public bool IsUsual => Level is null && !IsMuted;

    /// <summary>The same at a time: what has ended by then is over.</summary>
    public RoomLevel At(DateTimeOffset now) => MutedUntil <= now ? this with { IsMuted = false, MutedUntil = null } : this;
}

/// <summary>How a user wants to be told of things.</summary>
/// <param name="Level">In rooms without one of their own.</param>
/// <param name="IsSilent">True: without a sound.</param>
/// <param name="DoNotDisturb">True: not at all for now.</param>
/// <param name="DoNotDisturbUntil">When that ends by itself; null: never.</param>
[GenerateSerializer, Immutable, Alias("parley.own.settings")]
public sealed record OwnSettings([Id(0)] NotifyLevel Level, [Id(1)] bool IsSilent, [Id(2)] bool DoNotDisturb, [Id(3)] DateTimeOffset? DoNotDisturbUntil)
{
    /// <summary>True: nobody is told what the user has seen.</summary>
    [Id(0)] public bool HidesReading { get; init; }

    public static OwnSettings Usual { get; } = new(NotifyLevel.All, IsSilent: false, DoNotDisturb: false, DoNotDisturbUntil: null);

    /// <summary>The same at a time: what has ended by then is over.</summary>
    public OwnSettings At(DateTimeOffset now) => DoNotDisturbUntil <= now ? this with { DoNotDisturb = false, DoNotDisturbUntil = null } : this;
}

/// <summary>A room is to be told of in another way.</summary>
[GenerateSerializer, Immutable, Alias("parley.own.room-level-set")]
public sealed record RoomLevelSet([Id(0)] RoomLevel Level) : OwnChange;

/// <summary>The user wants to be told of things in another way.</summary>
[GenerateSerializer, Immutable, Alias("parley.own.settings-set")]
public sealed record SettingsSet([Id(0)] OwnSettings Settings) : OwnChange;
