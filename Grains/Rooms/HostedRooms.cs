using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Parley.Grains.Rooms;

/// <summary>Which rooms this silo holds, and which frontends are attached to them: what a renewal is checked against.</summary>
public sealed class HostedRooms
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _frontendsByRoom = new();

    public void Activated(string room) => _frontendsByRoom[room] = [];

    public void Deactivated(string room) => _frontendsByRoom.TryRemove(room, out _);

    public void Attached(string room, string frontend) => Change(room, frontends => frontends.Add(frontend));

    public void Detached(string room, string frontend) => Change(room, frontends => frontends.Remove(frontend));

    /// <summary>Null: the room is not here.</summary>
    public bool? IsAttached(string room, string frontend) =>
        _frontendsByRoom.TryGetValue(room, out var frontends) ? frontends.Contains(frontend) : null;

    /// <summary>Rooms here that the frontend is not attached to.</summary>
    public IEnumerable<string> NotAttached(string frontend) => _frontendsByRoom.Where(room => !room.Value.Contains(frontend)).Select(room => room.Key);

    /// <summary>Rooms here.</summary>
    public int Count => _frontendsByRoom.Count;

    /// <summary>So many of the rooms here, in no particular order.</summary>
    public IReadOnlyList<string> Some(int count) => [.. _frontendsByRoom.Keys.Take(count)];

    /// <summary>Only of a room that is here: a delivery may fail after its room has left.</summary>
    private void Change(string room, Func<ImmutableHashSet<string>, ImmutableHashSet<string>> change)
    {
        while (_frontendsByRoom.TryGetValue(room, out var frontends) && !_frontendsByRoom.TryUpdate(room, change(frontends), frontends))
        {
            // Another thread was faster.
        }
    }
}
