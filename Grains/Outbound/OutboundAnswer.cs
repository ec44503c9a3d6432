namespace Parley.Grains.Outbound;

/// <summary>A call of this server to an address that somebody else has given.</summary>
/// <param name="Headers">Sent to the first address alone, not to where it redirects.</param>
/// <param name="Body">Null: GET.</param>
public sealed record OutboundCall(Uri Url, IReadOnlyDictionary<string, string>? Headers = null, ReadOnlyMemory<byte>? Body = null, string ContentType = "application/json");

/// <summary>What came back.</summary>
/// <param name="Url">Where it came from, after redirects.</param>
public sealed record OutboundAnswer(Uri Url, int Status, string? ContentType, ReadOnlyMemory<byte> Body);

/// <summary>The call was not made, or not to its end, because it would have been against the rules. The message says which, never what is inside.</summary>
public sealed class OutboundRefusedException(string reason, Exception? inner = null) : Exception($"The address is not called: {reason}.", inner)
{
    /// <summary>For the log and for tests.</summary>
    public string Reason { get; } = reason;
}
