using System.Collections.Concurrent;
using Parley.Rooms;

namespace Parley.WebFrontend.Rooms;

/// <summary>
/// Finds the room behind an id or name. Remembers what was found, since a name once given is never another room's; never
/// what was not found, since it may be created in the next moment.
/// </summary>
public sealed class RoomNames(IGrainFactory grains)
{
    private const int MaxRemembered = 50_000;
    private const int MaxLength = 200;

    private readonly ConcurrentDictionary<string, string> _found = new(StringComparer.Ordinal);

    /// <summary>Id of the room; null if there is none.</summary>
    public async ValueTask<string?> FindAsync(string? idOrName)
    {
        if (string.IsNullOrEmpty(idOrName) || idOrName.Length > MaxLength)
        {
            return null;
        }

        if (_found.TryGetValue(idOrName, out var known))
        {
            return known;
        }

        if (await grains.GetGrain<IRoomDirectoryGrain>(0).Find(idOrName) is not { } id)
        {
            return null;
        }

        if (_found.Count >= MaxRemembered)
        {
            _found.Clear(); // asked for again one by one; cheaper than to keep an order of use
        }

        _found[idOrName] = id;
        return id;
    }
}
