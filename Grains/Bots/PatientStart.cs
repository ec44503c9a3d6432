namespace Parley.Grains.Bots;

/// <summary>Repeats what a silo does at its start and what fails because silos come and go, as they do when a whole cluster starts: that must not end this one.</summary>
internal static class PatientStart
{
    /// <summary>Longer than it takes a cluster to notice that silos have died.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(Func<Task> setUp, TimeProvider clock)
    {
        for (var start = clock.GetTimestamp(); ; await Task.Delay(Pause, clock))
        {
            try
            {
                await setUp();
                return;
            }
            catch (Exception e) when (e is OrleansException or TimeoutException && clock.GetElapsedTime(start) < Patience)
            {
                // Rejected, or not answered: again.
            }
        }
    }
}
