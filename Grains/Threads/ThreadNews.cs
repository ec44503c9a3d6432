using System.Collections.Immutable;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Grains.Threads;

/// <summary>Tells users that they follow a thread from now on, because they have written in it or were mentioned in it. Other messages cost nothing.</summary>
internal sealed class ThreadNews(IGrainFactory grains) : IRoomWatcher
{
    public void Committed(string room, ImmutableArray<RoomEvent> events)
    {
        foreach (var e in events)
        {
            if (e is not MessagePosted { Thread: { } thread, Text: not null } posted)
            {
                continue;
            }

            grains.Threads(posted.Sender).TakesPart(room, thread, e.Seq, isSender: true).Ignore();
            foreach (var user in posted.Mentions?.Users ?? [])
            {
                grains.Threads(user).TakesPart(room, thread, e.Seq, isSender: false).Ignore();
            }
        }
    }
}
