using System.Collections.Immutable;

namespace Parley.Grains.Rooms;

/// <summary>So many rooms go from this silo to that.</summary>
/// <param name="Silo">Key of the silo that gets them.</param>
public sealed record RoomMove(string Silo, int Rooms);

/// <summary>
/// What a silo does about having more rooms than its share. Every silo decides for itself from the same counts: what it has too much
/// of it gives to those that have too little, in proportion to what they lack, so that together they overshoot nobody.
/// </summary>
public static class RoomBalance
{
    /// <param name="own">Rooms on this silo.</param>
    /// <param name="others">Rooms on the other active silos, by key.</param>
    /// <param name="tolerance">Share of the mean that a silo may have too much before it moves anything: moving a room costs more than a small difference.</param>
    /// <param name="maxMoves">Rooms to move, at most.</param>
    public static ImmutableArray<RoomMove> Decide(int own, IReadOnlyDictionary<string, int> others, double tolerance, int maxMoves)
    {
        var mean = (own + others.Values.Sum(count => (double)count)) / (others.Count + 1);
        var excess = own - mean;
        if (others.Count == 0 || excess < 1 || excess <= mean * tolerance)
        {
            return [];
        }

        var lacking = others.Where(other => other.Value < mean).OrderBy(other => other.Key, StringComparer.Ordinal).ToArray();
        var lack = lacking.Sum(other => mean - other.Value);
        var moves = Math.Min((int)excess, maxMoves);
        var (taken, sum) = (0, 0.0);
        var result = ImmutableArray.CreateBuilder<RoomMove>(lacking.Length);
        foreach (var (silo, count) in lacking)
        {
            // Rounded by the running sum, so that the parts make up the whole.
            sum += mean - count;
            var until = (int)Math.Round(moves * sum / lack);
            if (until > taken)
            {
                result.Add(new RoomMove(silo, until - taken));
            }

            taken = until;
        }

        return result.ToImmutable();
    }
}
