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
    public static readonly Closing SessionEnded = new("session-ended", 4401, Announced: true) { DropsWhatWaits = true };
    public static readonly Closing OriginNotAllowed = new("origin-not-allowed", 4403);
    public static readonly Closing AuthTimeout = new("auth-timeout", 4408);

    /// <summary>When to connect again; null if that does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True: what waits in the queue does not go out before the farewell. Who has signed out, or was signed out, gets nothing more.</summary>
    public bool DropsWhatWaits { get; init; }

    /// <summary>It is not known any more whether the session has ended.</summary>
    public static Closing CutOff(TimeSpan spread) => new("cut-off", 4504, Announced: true) { RetryAfter = Within(spread), DropsWhatWaits = true };

    public static Closing TooManyConnections(TimeSpan spread) => new("too-many-connections", 4429, Announced: true) { RetryAfter = spread + Within(spread) };

    public static Closing Draining(TimeSpan spread) => new("draining", 4503, Announced: true) { RetryAfter = Within(spread) };

    public static Closing SlowReader(TimeSpan spread) => new("slow-reader", 4508, Announced: true) { RetryAfter = Within(spread) };

    /// <summary>A random time, so that those who were sent away do not come back all at once.</summary>
    private static TimeSpan Within(TimeSpan spread) =>
        TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(100, Math.Max(101, (int)spread.TotalMilliseconds)));
}
