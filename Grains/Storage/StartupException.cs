namespace Parley.Grains.Storage;

/// <summary>Parley cannot start as it is set up. The message is all that the operator sees: what is wrong and what to do.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True if it may pass by itself: a server that does not answer yet.</summary>
    public bool MayPass { get; init; }
}
