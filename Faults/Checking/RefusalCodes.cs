namespace Parley.Faults.Checking;

/// <summary>What the codes of refusals say about the server.</summary>
public static class RefusalCodes
{
    /// <summary>
    /// True if the server could not, and the same command may succeed later; false if it would not. <c>not-connected</c> is the client's own:
    /// it found nobody to send to.
    /// </summary>
    public static bool MeansTryAgain(string code) => code is "busy" or "unavailable" or "throttled" or "internal" or "request-timeout" or "not-connected";
}
