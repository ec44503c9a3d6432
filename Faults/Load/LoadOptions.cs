namespace Parley.Faults.Load;

/// <summary>How many talk, how much and how.</summary>
public sealed record LoadOptions
{
    public int Rooms { get; init; } = 8;

    /// <summary>Clients beside the owner of the rooms; each is a user of its own and sits in one or two rooms.</summary>
    public int Clients { get; init; } = 28;

    /// <summary>Commands of all clients together, while nothing is in the way.</summary>
    public double CommandsPerSecond { get; init; } = 24;

    /// <summary>Characters of a message, at least.</summary>
    public int MinText { get; init; } = 10;

    /// <summary>Characters of a message, at most.</summary>
    public int MaxText { get; init; } = 60;

    /// <summary>Of a hundred commands.</summary>
    public int Edits { get; init; } = 8;

    /// <summary>Of a hundred commands.</summary>
    public int Deletions { get; init; } = 4;

    /// <summary>Of a hundred commands.</summary>
    public int Marks { get; init; } = 6;

    /// <summary>Of a hundred commands: the client leaves the room, and joins it again before its next command there.</summary>
    public int Departures { get; init; } = 2;

    /// <summary>Of a hundred commands: one that is sent again, late, twice at once, or with other content.</summary>
    public int Repeats { get; init; }

    /// <summary>Every client sits in the first room, too, and says half of what it says there while <see cref="Crowd.Heat"/> is on.</summary>
    public bool AllInTheFirstRoom { get; init; }

    /// <summary>Of a hundred clients: they only read, and stop reading when told.</summary>
    public int SlowReaders { get; init; }
}
