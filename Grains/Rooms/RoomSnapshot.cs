using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// A room at some number, so that an activation reads a short tail instead of the whole line. Only a cache: the log is
/// the truth, and a snapshot that does not fit it is not used. Immutable, because it is written off the grain's scheduler.
/// </summary>
public sealed record RoomSnapshot
{
    /// <summary>Raised when folding changes meaning: snapshots of another version are made again from the log.</summary>
    public const int CurrentFold = 6;

    public int Fold { get; init; }
    public string Epoch { get; init; } = "";
    public long LastSeq { get; init; }
    public long N { get; init; }
    public string Name { get; init; } = "";
    public string Title { get; init; } = "";
    public string Topic { get; init; } = "";
    public RoomVisibility Visibility { get; init; }
    public int SlowMode { get; init; }
    public bool IsArchived { get; init; }
    public bool IsDeleted { get; init; }
    public RoomHistory History { get; init; }
    public RoomLeavers Leavers { get; init; }
    public int? Retention { get; init; }
    public ImmutableArray<string> Owners { get; init; } = [];
    public int MemberCount { get; init; }
    public ImmutableArray<string> People { get; init; } = [];
    public string CreatedBy { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }

    public static RoomSnapshot Of(Room room, string epoch) => new()
    {
        Fold = CurrentFold,
        Epoch = epoch,
        LastSeq = room.LastSeq,
        N = room.N,
        Name = room.Name,
        Title = room.Title,
        Topic = room.Topic,
        Visibility = room.Visibility,
        SlowMode = room.SlowMode,
        IsArchived = room.IsArchived,
        IsDeleted = room.IsDeleted,
        History = room.History,
        Leavers = room.Leavers,
        Retention = room.Retention,
        Owners = [.. room.Owners],
        MemberCount = room.MemberCount,
        People = room.People,
        CreatedBy = room.CreatedBy,
        CreatedAt = room.CreatedAt,
    };

    /// <summary>True if it is of this line and not ahead of it.</summary>
    public bool Fits(LogHead head) => Fold == CurrentFold && LastSeq > 0 && Epoch == head.Epoch && LastSeq <= head.LastSeq;

    public Room Restore(string id) => Room.Empty(id) with
    {
        LastSeq = LastSeq, N = N, Name = Name, Title = Title, Topic = Topic, Visibility = Visibility, SlowMode = SlowMode, IsArchived = IsArchived, IsDeleted = IsDeleted, History = History, Leavers = Leavers, Retention = Retention,
        Owners = [.. Owners], MemberCount = MemberCount, People = People, CreatedBy = CreatedBy, CreatedAt = CreatedAt,
    };
}
