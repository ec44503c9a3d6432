using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Parley.Grains.Rooms;

/// <summary>Which rooms this silo holds, and which frontends are attached to them: what a renewal is checked against.</summary>
public sealed class HostedRooms
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _frontendsByRoom = new();

    public void Activated(string room) => _frontendsByRoom[room] = [];

    public void Deactivated(string room) => _frontendsByRoom.TryRemove(room, out _);

    public void Attached(string room, string frontend) =>
        _frontendsByRoom.AddOrUpdate(room, _ => [frontend], (_, frontends) => frontends.Add(frontend));

    public void Detached(string room, string frontend) =>
        _frontendsByRoom.AddOrUpdate(room, _ => [], (_, frontends) => frontends.Remove(frontend));

    /// <summary>Null: the room is not here.</summary>
    public bool? IsAttached(string room, string frontend) =>
        _frontendsByRoom.TryGetValue(room, out var frontends) ? frontends.Contains(frontend) : null;

    /// <summary>Rooms here that the frontend is not attached to.</summary>
    public IEnumerable<string> NotAttached(string frontend) => _frontendsByRoom.Where(room => !room.Value.Contains(frontend)).Select(room => room.Key);

    /// <summary>Rooms here.</summary>
    public int Count => _frontendsByRoom.Count;

    /// <summary>So many of the rooms here, in no particular order.</summary>
    public IReadOnlyList<string> Some(int count) => [.. _frontendsByRoom.Keys.Take(count)];
}
