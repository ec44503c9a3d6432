namespace Parley.WebFrontend.Throttling;

/// <summary>Says whether somebody may do something once more now, counted over all frontends.</summary>
public interface IThrottle
{
    /// <summary>Counts one use. Null: go on. Else: refuse it as <c>throttled</c>; there will be room after so long.</summary>
    /// <param name="scope">One of <see cref="ThrottleScopes"/>.</param>
    /// <param name="key">Whose: a user id or a client address.</param>
    ValueTask<TimeSpan?> AcquireAsync(string scope, string key);

    /// <summary>Forgets what is known here of somebody in a scope: they are asked for anew.</summary>
    void Forget(string scope, string key);

    /// <summary>What is left to somebody of a scope, as far as this frontend knows: never more than there is, but for what others have used since it asked last. Null: no limit.</summary>
    RateLeft? LeftOf(string scope, string key);
}

/// <summary>What is left of a rate.</summary>
/// <param name="Quota">Uses that there can be at once …</param>
/// <param name="Window">… and the time after which they all are there again.</param>
public readonly record struct RateLeft(int Quota, TimeSpan Window, int Left);

/// <summary>What is counted apart. Each has a rate in <see cref="ThrottlingOptions"/>.</summary>
public static class ThrottleScopes
{
    /// <summary>New users, per client address.</summary>
    public const string Register = "register";

    /// <summary>Attempts to sign in, per client address.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Attempts to sign in, per network of client addresses: /24 of IPv4, /48 of IPv6.</summary>
    public const string SignInNetwork = "sign-in-network";

    /// <summary>Messages sent, edited and deleted, per user; REST, hub and socket share it.</summary>
    public const string Send = "send";

    /// <summary>History and subscriptions, per user; REST, hub and socket share it.</summary>
    public const string Read = "read";

    /// <summary>Uploads begun, per user.</summary>
    public const string Upload = "upload";

    /// <summary>Searches, per user.</summary>
    public const string Search = "search";

    /// <summary>Read positions and signs of typing, per user.</summary>
    public const string Signals = "signals";

    /// <summary>Exports of all that is kept of a user, per user.</summary>
    public const string Export = "export";

    /// <summary>New rooms, per user.</summary>
    public const string CreateRoom = "create-room";

    /// <summary>REST calls, hub calls and frames of any kind, per user.</summary>
    public const string Calls = "calls";

    /// <summary>REST calls of who has not signed in, per client address.</summary>
    public const string Visitors = "visitors";

    /// <summary>Posts to an incoming webhook, per webhook. What is beyond waits in the queue.</summary>
    public const string Hook = "hook";

    /// <summary>Posts to an incoming webhook that wait in the queue, per webhook.</summary>
    public const string HookQueue = "hook-queue";

    /// <summary>New hub connections and sockets, per client address.</summary>
    public const string Connect = "connect";
}
