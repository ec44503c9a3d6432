namespace Parley.Rooms;

/// <summary>How the audit log says what an administrator has changed in a room.</summary>
public static class RoomChanges
{
    /// <param name="isArchived">Null: stays.</param>
    /// <param name="owner">User id of who becomes an owner; null: nobody.</param>
    public static string Words(bool? isArchived, string? owner) => string.Join(
        ", ", new[] { isArchived switch { true => "archived", false => "unarchived", null => null }, owner is null ? null : $"owner={owner}" }.OfType<string>());
}
