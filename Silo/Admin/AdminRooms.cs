using Parley.Rooms;

namespace Parley.Silo.Admin;

/// <param name="Action"><c>list</c>, <c>show</c>, <c>change</c> or <c>delete</c>.</param>
public sealed record RoomsRequest(string Action)
{
    /// <summary>Name or id; for show and change.</summary>
    public string? Room { get; init; }

    /// <summary>A part of name or title; for list. Null: all.</summary>
    public string? Query { get; init; }

    /// <summary>Those with a higher id; null: from the beginning.</summary>
    public string? After { get; init; }

    /// <summary>1–1000; for list.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>User name of the administrator in whose name a room is changed; for change.</summary>
    public string? As { get; init; }

    /// <summary>Null: as it is.</summary>
    public bool? IsArchived { get; init; }

    /// <summary>User name of who becomes an owner; null: nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>The room's name, typed once more; for delete.</summary>
    public string? Name { get; init; }

    /// <summary>As in <see cref="ManageRoom.Retention"/>; null: as it is.</summary>
    public int? Retention { get; init; }
}

/// <param name="Next">What <see cref="RoomsRequest.After"/> is for those that follow; null: these were the last.</param>
public sealed record AdminRooms(IReadOnlyList<AdminRoom> Rooms, string? Next);

/// <summary>A room without what is said in it.</summary>
/// <param name="Visibility"><c>public</c> or <c>private</c>.</param>
/// <param name="Owners">User names.</param>
/// <param name="Retention">Days that messages are kept; 0: for ever; null: as the server's rule says.</param>
public sealed record AdminRoom(
    string Id, string Name, string Title, string Visibility, bool IsArchived, int Members, long Messages, IReadOnlyList<string> Owners, DateTimeOffset CreatedAt, DateTimeOffset LastEventAt, int? Retention)
{
    internal static AdminRoom Of(RoomSummary room, IReadOnlyList<string> owners) => new(
        room.Id, room.Name, room.Title, room.Visibility == RoomVisibility.Public ? "public" : "private", room.IsArchived, room.Members, room.Messages, owners, room.CreatedAt,
        room.LastEventAt, room.Retention);
}
