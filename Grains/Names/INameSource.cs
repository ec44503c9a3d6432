namespace Parley.Grains.Names;

/// <summary>Names that were given out and are never taken back.</summary>
public interface INameSource
{
    /// <summary>How many there are, about.</summary>
    Task<int> CountAsync();

    /// <summary>A position that all names come after which are not there yet.</summary>
    Task<long> PositionAsync();

    /// <summary>A page of all names, in the order of their keys; empty: that was the last.</summary>
    /// <param name="after">The last key of the page before; null: from the first.</param>
    Task<IReadOnlyList<string>> PageAsync(string? after, int limit);

    /// <summary>All names that may have come after a position, some of them perhaps for a second time, and the position to go on from.</summary>
    Task<(IReadOnlyList<string> Names, long Position)> ReadAfterAsync(long position);
}
