using System.Diagnostics;

namespace Parley.Tests.Support;

/// <summary>For what becomes true by itself and raises no event that a test could wait for.</summary>
public static class Eventually
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    /// <param name="what">Ends the sentence "Not within 10 s: …".</param>
    /// <param name="patience">Null: 10 seconds.</param>
    public static async Task Is(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (patience ?? Usual))
            {
                throw new TimeoutException($"Not within {(patience ?? Usual).TotalSeconds} s: {what}.");
            }

            await Task.Delay(20);
        }
    }
}
