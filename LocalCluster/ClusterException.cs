namespace Parley.LocalCluster;

/// <summary>Something could not be done; the message is a sentence for the person who asked, possibly followed by lines of a log.</summary>
public sealed class ClusterException(string message, Exception? inner = null) : Exception(message, inner);
