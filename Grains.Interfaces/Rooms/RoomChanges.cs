using Parley.Retention;

namespace Parley.Rooms;

/// <summary>How the audit log says what an administrator has changed in a room.</summary>
public static class RoomChanges
{
    /// <param name="isArchived">Null: stays.</param>
    /// <param name="owner">User id of who becomes an owner; null: nobody.</param>
    /// <param name="retention">As in <see cref="ManageRoom.Retention"/>; null: stays.</param>
    public static string Words(bool? isArchived, string? owner, int? retention = null) => string.Join(", ", new[]
    {
        isArchived switch { true => "archived", false => "unarchived", null => null }, owner is null ? null : $"owner={owner}",
        retention is null ? null : $"retention={RetentionRule.Words(retention)}",
    }.OfType<string>());
}
