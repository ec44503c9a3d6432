using System.Collections.Immutable;

namespace Parley.Sessions;

/// <summary>The feed of ended sessions, which every frontend follows. Key: any number, all are the same; any number of activations.</summary>
[Alias("parley.revocations"), GrainInterfaceType("revocations")]
public interface IRevocationsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Ended sessions by number, at most 1000, without those whose tokens have run out. On some databases a lower number can
    /// become visible after a higher one: read the last seconds again.
    /// </summary>
    /// <param name="lastId">The last number the caller has; 0: from the beginning.</param>
    [Alias("after")] Task<ImmutableArray<Revocation>> After(long lastId);
}

/// <summary>A session that has ended.</summary>
/// <param name="Until">When none of its access tokens can be within its own time any more.</param>
[GenerateSerializer, Immutable, Alias("parley.revocation")]
public sealed record Revocation([Id(0)] long Id, [Id(1)] string Session, [Id(2)] DateTimeOffset Until);
