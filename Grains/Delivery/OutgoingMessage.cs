namespace Parley.Grains.Delivery;

/// <summary>A text for one receiver.</summary>
/// <param name="Address">Key of a <see cref="Verification.ContactAddress"/>; empty: nobody, the message is dropped in its turn.</param>
/// <param name="Subject">Of an e-mail.</param>
/// <param name="Lifetime">After it, the message is not worth sending.</param>
public sealed record OutgoingMessage(string Address, string Subject, string Text, TimeSpan Lifetime)
{
    /// <summary>Without what it says.</summary>
    public override string ToString() => nameof(OutgoingMessage);
}
