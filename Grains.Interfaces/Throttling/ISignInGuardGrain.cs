namespace Parley.Throttling;

/// <summary>
/// Slows down guesses at one account without locking its owner out: strangers share a delay that doubles, while addresses and devices that have
/// signed in to this account before are each counted for themselves. Key: <see cref="Users.UserNames.Key"/>, whether anybody has the name or not.
/// </summary>
[Alias("parley.sign-in-guard"), GrainInterfaceType("sign-in-guard")]
public interface ISignInGuardGrain : IGrainWithStringKey
{
    /// <summary>Counts an attempt, as a failed one until it is <see cref="Succeeded"/>. Zero: let it through. Else refuse it, unchecked, for so long.</summary>
    [Alias("admit")] Task<TimeSpan> Admit(SignInPlace place);

    /// <summary>The attempt was good: its count is taken back, and address and device are known from now on.</summary>
    [Alias("succeeded"), Repeatable] Task Succeeded(SignInPlace place);

    /// <summary>Forgets the failures of all places; those that are known stay known.</summary>
    [Alias("reset"), Repeatable] Task Reset();
}

/// <summary>Where an attempt comes from.</summary>
/// <param name="Address">Client address, of IPv6 the network.</param>
/// <param name="Device">Random text in a cookie that earlier sign-ins left; null: none.</param>
[GenerateSerializer, Immutable, Alias("parley.sign-in-guard.place")]
public sealed record SignInPlace([Id(0)] string Address, [Id(1)] string? Device)
{
    /// <summary>Without the device, which is a secret.</summary>
    public override string ToString() => $"SignInPlace({Address})";
}
