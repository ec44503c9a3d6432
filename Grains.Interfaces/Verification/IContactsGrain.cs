using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Verification;

/// <summary>
/// The e-mail addresses and phone numbers of one user. Key: user id. Anybody may claim an address; it belongs to the one who has
/// shown by a code that it reaches them, which the database decides, and of others the claims are worth nothing.
/// </summary>
[Alias("parley.contacts"), GrainInterfaceType("contacts")]
public interface IContactsGrain : IGrainWithStringKey
{
    /// <summary>The user's, oldest first.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<Contact>> List();

    /// <summary>
    /// Claims an address and sends a code to it; for one that is claimed already, only that. Refused as <c>invalid</c>, <c>password-wrong</c>,
    /// <c>too-many-contacts</c>, <c>throttled</c>, or <c>delivery-unavailable</c> if the server cannot send to its kind.
    /// </summary>
    [Alias("claim")] Task<Outcome<CodeSent>> Claim(ClaimContact command);

    /// <summary>
    /// Spends a code: from then on the address is the user's. Refused as <c>code-wrong</c> (also one that was spent, has expired or
    /// was tried too often) or <c>contact-taken</c> if it is another's.
    /// </summary>
    [Alias("verify")] Task<Outcome<Contact>> Verify(VerifyContact command);

    /// <summary>Gives an address up. Refused as <c>contact-not-found</c>.</summary>
    [Alias("remove")] Task<Outcome<Contact>> Remove(RemoveContact command);
}

/// <summary>How an address is reached.</summary>
public enum ContactKind
{
    Email = 0,
    Phone = 1,
}

/// <summary>An address of a user.</summary>
/// <param name="Address">E-mail address in lower case, or phone number as <c>+</c> and digits (E.164).</param>
[GenerateSerializer, Immutable, Alias("parley.contact")]
public sealed record Contact([Id(0)] ContactKind Kind, [Id(1)] string Address, [Id(2)] bool IsVerified, [Id(3)] DateTimeOffset AddedAt)
{
    /// <summary>Without the address.</summary>
    public override string ToString() => $"Contact({Kind})";
}

/// <param name="Address">As typed.</param>
[GenerateSerializer, Immutable, Alias("parley.contact.claim")]
public sealed record ClaimContact([Id(0)] ContactKind Kind, [Id(1)] string Address)
{
    /// <summary>The user's password: who has found an open browser must not make the account reachable by an address of theirs.</summary>
    [Id(0)] public string? Password { get; init; }

    /// <summary>True: the caller has made sure of the user in another way. Never taken from a request.</summary>
    [Id(1)] public bool IsConfirmed { get; init; }

    /// <summary>Without address and password: Orleans writes arguments into its logs.</summary>
    public override string ToString() => $"ClaimContact({Kind})";
}

/// <param name="Address">As typed.</param>
[GenerateSerializer, Immutable, Alias("parley.contact.remove")]
public sealed record RemoveContact([Id(0)] ContactKind Kind, [Id(1)] string Address)
{
    /// <summary>Without the address.</summary>
    public override string ToString() => $"RemoveContact({Kind})";
}

/// <summary>A code is on its way.</summary>
/// <param name="Id">Goes with the code when it is shown.</param>
[GenerateSerializer, Immutable, Alias("parley.code-sent")]
public sealed record CodeSent([Id(0)] string Id, [Id(1)] TimeSpan ExpiresIn);

/// <param name="Id"><see cref="CodeSent.Id"/>.</param>
[GenerateSerializer, Immutable, Alias("parley.contact.verify")]
public sealed record VerifyContact([Id(0)] string Id, [Id(1)] string Code)
{
    /// <summary>Without the code: Orleans writes arguments into its logs.</summary>
    public override string ToString() => $"VerifyContact({Id})";
}
