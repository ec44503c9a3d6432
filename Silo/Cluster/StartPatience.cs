using Parley.Grains.Storage;

namespace Parley.Silo.Cluster;

/// <summary>At a start of everything at once, the silo may be there before its database is: it waits a while, and says so.</summary>
internal sealed class StartPatience(TimeSpan patience, TimeProvider clock, Action<string> say)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static StartPatience For(TimeSpan patience, TimeProvider clock) => new(patience, clock, Console.Error.WriteLine);

    /// <summary>Repeats <paramref name="connect"/> while the server it wants does not answer.</summary>
    /// <exception cref="StartupException">The last one, when patience is over; or at once one that waiting does not mend.</exception>
    public async Task<T> Until<T>(Func<Task<T>> connect)
    {
        var start = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await connect();
            }
            catch (StartupException e) when (e.MayPass && clock.GetElapsedTime(start) < patience)
            {
                if (attempt == 1)
                {
                    say($"{e.Message} Waiting up to {patience}.");
                }
            }

            await Task.Delay(Pause, clock);
        }
    }
}
