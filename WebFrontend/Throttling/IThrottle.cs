namespace Parley.WebFrontend.Throttling;

/// <summary>Says whether somebody may do something once more now.</summary>
public interface IThrottle
{
    /// <summary>Counts one use. False: refuse it as <c>throttled</c>.</summary>
    /// <param name="scope">One of <see cref="ThrottleScopes"/>.</param>
    /// <param name="key">Whose: a user id or a client address.</param>
    /// <param name="retryAfter">When there will be room again; zero if there is.</param>
    bool TryAcquire(string scope, string key, out TimeSpan retryAfter);
}

/// <summary>What is counted apart. Each has a rate of the same name in <see cref="ThrottlingOptions"/>.</summary>
public static class ThrottleScopes
{
    /// <summary>New users, per client address.</summary>
    public const string Register = "register";

    /// <summary>Attempts to sign in, per client address.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Messages, per user; REST, hub and socket share it.</summary>
    public const string Send = "send";

    /// <summary>REST calls, per user or client address.</summary>
    public const string Calls = "calls";
}
