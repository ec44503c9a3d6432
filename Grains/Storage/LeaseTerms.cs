namespace Parley.Grains.Storage;

/// <summary>How long a lease lasts, and how long others wait for it.</summary>
public sealed record LeaseTerms
{
    /// <summary>After this long without a renewal the owner counts as dead. Above zero.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the owner renews it: so often that one or two lost renewals do not cost the lease.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How often one who waits looks again. Sooner, if the lease ends sooner.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a living owner is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);
}
