namespace Parley.Grains.Webhooks;

/// <summary>When a delivery that has failed is tried again, and when it is given up. Pure.</summary>
public static class WebhookBackoff
{
    /// <summary>Each wait is this much longer than the one before.</summary>
    private const double Growth = 3;

    /// <summary>Parts of a wait by which it is shorter or longer by chance: receivers that were away are not called by all at once.</summary>
    private const double Jitter = 0.2;

    /// <param name="failures">Attempts that have failed so far, from 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    /// <returns>The wait; null: it is given up.</returns>
    public static TimeSpan? Wait(int failures, DateTimeOffset failingSince, DateTimeOffset now, WebhookOptions options, double chance)
    {
        if (now - failingSince >= options.GiveUpAfter)
        {
            return null;
        }

        var wait = Math.Min(options.FirstRetry.TotalSeconds * Math.Pow(Growth, Math.Min(failures - 1, 30)), options.LongestRetry.TotalSeconds);
        return TimeSpan.FromSeconds(wait * (1 - Jitter + (2 * Jitter * chance)));
    }
}
