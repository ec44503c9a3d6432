using System.Text.Json;

namespace Parley.Faults.Load;

/// <summary>What came over a connection by itself, or changes what comes: stamped as it was read, in the order of the wire.</summary>
/// <param name="At">Nanoseconds of the run.</param>
internal abstract record Incoming(long At)
{
    /// <summary>The answer to a subscription.</summary>
    internal sealed record Subscribed(long At, JsonElement Body) : Incoming(At);

    internal sealed record Events(long At, JsonElement Body) : Incoming(At);

    internal sealed record Gap(long At, JsonElement Body) : Incoming(At);

    internal sealed record Closing(long At, string Reason, long? RetryAfterMs) : Incoming(At);
}
