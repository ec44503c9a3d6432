using Parley.Access;
using Parley.Errors;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Moderation;

/// <summary>Rooms that the caller looks after.</summary>
internal static class ModeratedRooms
{
    /// <summary>The id of a room whose messages the caller may delete, or why not.</summary>
    public static async Task<Outcome<string>> IdOf(string room, CurrentUser me, RoomCalls rooms)
    {
        var view = await rooms.Describe(me, room);
        return view.IsError ? view.Error
            : RoomAccess.Refuse(me.Role, new RoomStanding(view.Value.Visibility, view.Value.IsArchived, view.Value.Role, IsBanned: false), RoomPermission.DeleteOthers) is { } refusal ? refusal
            : view.Value.Id;
    }
}
