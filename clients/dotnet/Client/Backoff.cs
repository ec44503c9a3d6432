namespace Parley.Client;

/// <summary>How long to wait before the next try, so that a thousand clients do not come back at once.</summary>
internal static class Backoff
{
    /// <param name="attempt">From 0.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan Of(int attempt, (TimeSpan First, TimeSpan Longest) steps, double chance)
    {
        var step = Math.Min(steps.First.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 30)), steps.Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(step * (0.75 + (chance * 0.5)));
    }
}
