using System.Collections.Concurrent;
using Parley.WebFrontend.Dashboard;

namespace Parley.WebFrontend.Realtime;

/// <summary>The rooms that somebody on this frontend looks at, or did a moment ago.</summary>
public sealed class RoomTable(FrontendMetrics metrics)
{
    private readonly ConcurrentDictionary<string, RoomFanout> _rooms = new();

    public IEnumerable<RoomFanout> All => _rooms.Select(room => room.Value);

    public RoomFanout Get(string room) => _rooms.GetOrAdd(room, static (id, metrics) => new RoomFanout(id, metrics), metrics);

    public RoomFanout? Find(string room) => _rooms.GetValueOrDefault(room);

    public void Remove(RoomFanout room) => _rooms.TryRemove(new KeyValuePair<string, RoomFanout>(room.Room, room));
}
