using Parley.Verification;

namespace Parley.Grains.Delivery;

/// <summary>A road out of the server.</summary>
public interface ISender
{
    /// <summary>What it reaches.</summary>
    ContactKind Kind { get; }

    bool IsConfigured { get; }

    /// <summary>Hands a message over. Any exception but this means that it may or may not have been taken, and it will be tried again.</summary>
    /// <exception cref="UndeliverableException">It cannot be sent, now or later.</exception>
    Task SendAsync(string to, OutgoingMessage message, CancellationToken cancellation);
}

/// <summary>Trying again does not help.</summary>
public sealed class UndeliverableException(string message) : Exception(message);
