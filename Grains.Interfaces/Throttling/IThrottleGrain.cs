namespace Parley.Throttling;

/// <summary>
/// Counts the uses of one key in one scope for all frontends. Key: scope, a slash, the key. In memory: when its silo dies it begins anew, and
/// while the cluster is in doubt there may be two of it, each of which lets the whole rate through.
/// </summary>
[Alias("parley.throttle"), GrainInterfaceType("throttle")]
public interface IThrottleGrain : IGrainWithStringKey
{
    /// <summary>Takes up to so many permits, which the frontend then gives out by itself. Not given out, they are lost: never is more let through than the rate says.</summary>
    [Alias("take")] Task<ThrottleLease> Take(int wanted, RateTerms terms);

    /// <summary>Forgets what was counted. Call <see cref="ILimitsGrain.Lift"/>, which tells frontends as well.</summary>
    [Alias("reset"), Repeatable] Task Reset();
}

/// <summary>What a rate says.</summary>
/// <param name="Permits">So many …</param>
/// <param name="Period">… in so long.</param>
/// <param name="Burst">0: never more than the permits within any such period. Else: so many at once, and they come back one by one.</param>
[GenerateSerializer, Immutable, Alias("parley.throttle.terms")]
public sealed record RateTerms([Id(0)] int Permits, [Id(1)] TimeSpan Period, [Id(2)] int Burst);

/// <param name="Permits">How many are granted; 0: none now.</param>
/// <param name="RetryAfter">If none: when there will be one.</param>
[GenerateSerializer, Immutable, Alias("parley.throttle.lease")]
public readonly record struct ThrottleLease([Id(0)] int Permits, [Id(1)] TimeSpan RetryAfter)
{
    /// <summary>How many there are beyond these, now.</summary>
    [Id(2)] public int Left { get; init; }
}
