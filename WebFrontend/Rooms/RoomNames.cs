using System.Collections.Concurrent;
using Parley.Rooms;

namespace Parley.WebFrontend.Rooms;

/// <summary>
/// Finds the room behind an id or name. Remembers what was found: an id for good, a name for a while, since it is another room's once its room was deleted; never
/// what was not found, since it may be created in the next moment.
/// </summary>
public sealed class RoomNames(IGrainFactory grains, TimeProvider clock)
{
    private const int MaxRemembered = 50_000;
    private const int MaxLength = 200;

    /// <summary>So long a frontend may look for a deleted room where another one has its name.</summary>
    private static readonly TimeSpan KeepName = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string Id, DateTimeOffset Until)> _found = new(StringComparer.Ordinal);

    /// <summary>Id of the room; null if there is none.</summary>
    public async ValueTask<string?> FindAsync(string? idOrName)
    {
        if (string.IsNullOrEmpty(idOrName) || idOrName.Length > MaxLength)
        {
            return null;
        }

        if (_found.TryGetValue(idOrName, out var known) && (known.Id == idOrName || known.Until > clock.GetUtcNow()))
        {
            return known.Id;
        }

        if (await grains.GetGrain<IRoomDirectoryGrain>(0).Find(idOrName) is not { } id)
        {
            return null;
        }

        if (_found.Count >= MaxRemembered)
        {
            _found.Clear(); // asked for again one by one; cheaper than to keep an order of use
        }

        _found[idOrName] = (id, clock.GetUtcNow() + KeepName);
        return id;
    }

    /// <summary>The room is deleted: what it was called may be another's in the next moment.</summary>
    public void Forget(string id)
    {
        foreach (var (name, known) in _found)
        {
            if (known.Id == id)
            {
                _found.TryRemove(name, out _);
            }
        }
    }
}
