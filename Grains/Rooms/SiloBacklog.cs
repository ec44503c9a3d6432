using Microsoft.Extensions.Options;

namespace Parley.Grains.Rooms;

/// <summary>
/// What waits in all rooms of this silo for its append. Rooms have bounds of their own, but very many of them could fill the memory of a
/// silo whose database hangs. Safe to use from any thread.
/// </summary>
public sealed class SiloBacklog(IOptions<RoomOptions> options)
{
    private readonly int _maxCommands = options.Value.MaxPendingCommandsOfSilo;
    private readonly long _maxCharacters = options.Value.MaxPendingCharactersOfSilo;
    private int _commands;
    private long _characters;

    /// <summary>Makes room for a command. False: there is none, and nothing was taken.</summary>
    /// <param name="characters">Of message text that it brings. A command that would not fit even alone is taken when nothing else waits.</param>
    public bool TryAdd(int characters)
    {
        // Each adds first and looks then, so that two that come at the same time cannot both take the last place.
        var commands = Interlocked.Increment(ref _commands);
        if (Interlocked.Add(ref _characters, characters) > _maxCharacters && commands > 1 || commands > _maxCommands)
        {
            Remove(characters);
            return false;
        }

        return true;
    }

    /// <summary>The command was answered, whatever came of it.</summary>
    public void Remove(int characters)
    {
        Interlocked.Decrement(ref _commands);
        Interlocked.Add(ref _characters, -characters);
    }
}
