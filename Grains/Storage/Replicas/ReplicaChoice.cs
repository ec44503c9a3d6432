namespace Parley.Grains.Storage.Replicas;

/// <summary>Decides which replica is read, and whether its answer will do. Pure.</summary>
internal static class ReplicaChoice
{
    /// <summary>Of those that are well the one with the fewest reads under way; among equals they take turns.</summary>
    /// <param name="replicas">Whether each may be read, and how many reads it has under way.</param>
    /// <param name="turn">Rises with every read; may have run over.</param>
    /// <returns>Where it is in the list; null: none may be read.</returns>
    public static int? Choose(ReadOnlySpan<(bool IsWell, int UnderWay)> replicas, int turn)
    {
        int? best = null;
        for (var i = 0; i < replicas.Length; i++)
        {
            var at = (int)((((uint)turn % (uint)replicas.Length) + (uint)i) % (uint)replicas.Length); // the sum would run over, and leave one out
            if (replicas[at].IsWell && (best is null || replicas[at].UnderWay < replicas[best.Value].UnderWay))
            {
                best = at;
            }
        }

        return best;
    }

    /// <summary>Why a replica may not be read; null: it may.</summary>
    /// <param name="lag">How far it is behind; null: it did not say.</param>
    public static ReplicaFault? Judge(TimeSpan? lag, TimeSpan maxLag) =>
        lag is null ? ReplicaFault.Silent : lag > maxLag ? ReplicaFault.Behind : null;
}

/// <summary>Why a replica is not read.</summary>
internal enum ReplicaFault
{
    /// <summary>It has not been looked at since the start.</summary>
    Unknown = 0,

    /// <summary>It does not answer, or not as it should.</summary>
    Silent = 1,

    /// <summary>It is further behind than is allowed, or follows another database.</summary>
    Behind = 2,
}
