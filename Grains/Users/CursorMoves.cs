using System.Collections.Immutable;

namespace Parley.Grains.Users;

/// <summary>What moves forward of read positions say about what is stored. Pure.</summary>
internal static class CursorMoves
{
    /// <summary>True if what is stored is what was written last, with nothing but some of these moves since: wherever it differs it lies between the two.</summary>
    public static bool Explain(ImmutableDictionary<string, CursorState> stored, ImmutableDictionary<string, CursorState> written, ImmutableDictionary<string, CursorState> moved) =>
        written.Keys.All(stored.ContainsKey) && stored.All(one => written.GetValueOrDefault(one.Key) is var before && (one.Value == before
            || (moved.TryGetValue(one.Key, out var to) && one.Value.Seq > (before?.Seq ?? -1) && one.Value.Seq <= to.Seq)));

    /// <summary>Those that a write has not brought to the disk.</summary>
    public static ImmutableDictionary<string, CursorState> Left(ImmutableDictionary<string, CursorState> moved, ImmutableDictionary<string, CursorState> written) =>
        moved.RemoveRange(moved.Where(one => written.GetValueOrDefault(one.Key) == one.Value).Select(one => one.Key));
}
