namespace Parley.Grains.Outbound;

/// <summary>A call of this server to an address that somebody else has given.</summary>
/// <param name="Headers">Sent to the first address alone, not to where it redirects.</param>
/// <param name="Body">Null: GET.</param>
public sealed record OutboundCall(Uri Url, IReadOnlyDictionary<string, string>? Headers = null, ReadOnlyMemory<byte>? Body = null, string ContentType = "application/json")
{
    /// <summary>Bytes of the answer to be content with, after decompression: what comes behind is not read. Null: an answer above <see cref="OutboundOptions.MaxBytes"/> is refused.</summary>
    public int? Keep { get; init; }

    /// <summary>How long it may take; null: <see cref="OutboundOptions.Timeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Asked about the address and about each that it redirects to; what is not taken is refused. Null: all are.</summary>
    public Func<Uri, bool>? Takes { get; init; }
}

/// <summary>What came back.</summary>
/// <param name="Url">Where it came from, after redirects.</param>
/// <param name="IsCut">There was more than was to be kept.</param>
public sealed record OutboundAnswer(Uri Url, int Status, string? ContentType, ReadOnlyMemory<byte> Body, bool IsCut = false);

/// <summary>The call was not made, or not to its end, because it would have been against the rules. The message says which, never what is inside.</summary>
public sealed class OutboundRefusedException(string reason, Exception? inner = null) : Exception($"The address is not called: {reason}.", inner)
{
    /// <summary>For the log and for tests.</summary>
    public string Reason { get; } = reason;
}
