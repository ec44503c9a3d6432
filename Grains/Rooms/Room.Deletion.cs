using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>The end of a room. What is kept of it is erased elsewhere (<see cref="RoomErasure.RoomEraser"/>); from here on it is nobody's any more.</summary>
public sealed partial record Room
{
    private Decision Delete(DeleteRoom delete, DateTimeOffset now, RoomLimits limits)
    {
        if (Refuse(delete, RoomPermission.Delete) is { } refusal)
        {
            return refusal;
        }

        if (!delete.ByOperator && !limits.OwnersMayDelete && !ServerAccess.May(delete.SenderRole, ServerPermission.ManageRooms))
        {
            return ErrorCatalog.Error(ErrorCatalog.Forbidden, "Rooms of this server are deleted by its administrators. Archive it, or ask one of them.");
        }

        // Whoever has clicked once too often has not typed the right name.
        return RoomNames.Key(delete.Name) == RoomNames.Key(Name)
            ? One(new RoomArchived { Seq = 0, Sender = "", At = now, N = N, IsDeleted = true }, delete)
            : ErrorCatalog.InvalidField("name", "Type the name of the room that is to be deleted.");
    }

    private Decision Empty(EmptyRoom empty, DateTimeOffset now)
    {
        ImmutableArray<RoomEvent> events =
        [
            .. empty.Users.Distinct().Where(user => Membership(user) is not null)
                .Select((user, at) => new MemberKicked { Seq = LastSeq + 1 + at, Sender = empty.Sender, At = now, N = N, User = user }),
        ];
        return events.IsEmpty ? Decision.AlreadySo(LastSeq) : new Decision { Events = events };
    }
}
