using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Throttling;

/// <summary>
/// Who is being refused for asking too often, as far as the silos know: what was counted by a silo that died is forgotten, and so are its refusals. Key: 0; any number of activations.
/// </summary>
[Alias("parley.limits"), GrainInterfaceType("limits")]
public interface ILimitsGrain : IGrainWithIntegerKey
{
    /// <summary>Scope of guesses at the password of an account; the key is the user name, folded.</summary>
    const string AccountScope = "account";

    /// <summary>What is refused now, the longest wait first; 1000 at most.</summary>
    [Alias("blocked"), Repeatable, ResponseTimeout("00:00:05")] Task<ImmutableArray<BlockedKey>> Blocked();

    /// <summary>
    /// Forgets what was counted, on silos and frontends: whoever it is may go on at once, and is counted anew. Refused as <c>block-not-found</c> if nothing of it is refused now.
    /// </summary>
    [Alias("lift"), Repeatable, ResponseTimeout("00:00:05")] Task<Error?> Lift(string scope, string key);
}

/// <summary>Somebody who is refused.</summary>
/// <param name="Scope">What they ask too often, as in the answer's <c>RateLimit</c> header, or <see cref="ILimitsGrain.AccountScope"/>.</param>
/// <param name="Key">Who: a user id, a client address, a user name.</param>
/// <param name="Until">When there will be room again.</param>
[GenerateSerializer, Immutable, Alias("parley.limits.blocked")]
public sealed record BlockedKey([Id(0)] string Scope, [Id(1)] string Key, [Id(2)] DateTimeOffset Until);
