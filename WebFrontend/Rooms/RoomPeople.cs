using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.Users;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Rooms;

/// <summary>The users that requests about a room name, by id or user name.</summary>
public sealed class RoomPeople(IGrainFactory grains, RoomCalls rooms)
{
    private const int IdLength = 27;

    /// <summary>
    /// The user. Whether there is one is told only to those who may do to members of the room what they ask for: to others it is the
    /// same refusal whoever is named.
    /// </summary>
    public async Task<Outcome<UserProfile>> FindAsync(CurrentUser me, string? room, string idOrName, RoomPermission permission)
    {
        if (await FindAsync(idOrName) is { } user)
        {
            return user;
        }

        var view = await rooms.Describe(me, room);
        return view.IsError
            ? view.Error
            : RoomAccess.Refuse(me.Role, new RoomStanding(view.Value.Visibility, view.Value.IsArchived, view.Value.Role, IsBanned: false), permission)
                ?? ErrorCatalog.Error(ErrorCatalog.UserNotFound);
    }

    /// <summary>Null if there is none.</summary>
    public async Task<UserProfile?> FindAsync(string idOrName) =>
        // Ids have one length. Grains of users are not asked for names: those that stand for nobody come and go with each question.
        (idOrName.Length == IdLength ? await grains.User(idOrName).Find() : null) ?? await grains.UserName(idOrName).Find();
}
