using System.Security.Cryptography;

namespace Parley.WebFrontend.Realtime;

/// <summary>Why the server ends a connection.</summary>
/// <param name="Reason">For the client, in kebab case.</param>
/// <param name="Code">Close code of the WebSocket; see docs/protocol.md.</param>
/// <param name="Announced">True if a <c>closing</c> frame goes first.</param>
public sealed record Closing(string Reason, int Code, bool Announced = false)
{
    public static readonly Closing BinaryFrame = new("binary-frame", 1003);
    public static readonly Closing FrameTooLarge = new("frame-too-large", 1009);
    public static readonly Closing Malformed = new("malformed", 4400);
    public static readonly Closing TokenRefused = new("token-refused", 4401);
    public static readonly Closing SessionEnded = new("session-ended", 4401, Announced: true);
    public static readonly Closing OriginNotAllowed = new("origin-not-allowed", 4403);
    public static readonly Closing AuthTimeout = new("auth-timeout", 4408);

    /// <summary>When to connect again; null if that does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Closing TooManyConnections(TimeSpan spread) => new("too-many-connections", 4429, Announced: true) { RetryAfter = spread + Within(spread) };

    public static Closing Draining(TimeSpan spread) => new("draining", 4503, Announced: true) { RetryAfter = Within(spread) };

    public static Closing SlowReader(TimeSpan spread) => new("slow-reader", 4508, Announced: true) { RetryAfter = Within(spread) };

    /// <summary>A random time, so that those who were sent away do not come back all at once.</summary>
    private static TimeSpan Within(TimeSpan spread) =>
        TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(100, Math.Max(101, (int)spread.TotalMilliseconds)));
}
