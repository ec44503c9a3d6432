using System.Collections.Immutable;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Presence;

/// <summary>Tells users who have come into a room or out of it, by whomever: their other devices do not know yet.</summary>
internal sealed class MembershipNews(IGrainFactory grains) : IRoomWatcher
{
    public void Committed(string room, ImmutableArray<RoomEvent> events)
    {
        foreach (var e in events)
        {
            if (e is MemberJoined joined)
            {
                Tell(room, joined.User, e.Seq, isMember: true);
            }
            else if (e.Removes is { } user)
            {
                Tell(room, user, e.Seq, isMember: false);
            }
        }
    }

    private void Tell(string room, string user, long seq, bool isMember) =>
        grains.User(user).Tell(new MembershipMoved(room, seq, isMember)).Ignore();
}
