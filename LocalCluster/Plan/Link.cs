namespace Parley.LocalCluster.Plan;

/// <summary>Who talks to whom.</summary>
public enum LinkKind
{
    /// <summary>Silo or frontend to MariaDB.</summary>
    MariaDb,

    /// <summary>Silo or frontend to Redis.</summary>
    Redis,

    /// <summary>All other silos to one: the membership table has one address for each.</summary>
    Silo,

    /// <summary>All frontends to one silo.</summary>
    Gateway,

    /// <summary>The proxy to one frontend.</summary>
    Frontend,
}

/// <summary>A connection that something can be put into.</summary>
/// <param name="From">Name of the process, e.g. <c>frontend1</c>; <c>*</c> where it cannot be told apart.</param>
/// <param name="To">Name of the process that listens.</param>
/// <param name="Port">Where it really listens, on 127.0.0.1.</param>
public sealed record Link(LinkKind Kind, string From, string To, int Port);
