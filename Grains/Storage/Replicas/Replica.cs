using System.Data.Common;

namespace Parley.Grains.Storage.Replicas;

/// <summary>One server that follows a database, as this process sees it. For any thread.</summary>
/// <param name="number">From 1, in the order of the settings: how operators tell them apart.</param>
internal sealed class Replica(MySqlDatabase database, int number)
{
    private int _underWay;
    private volatile int _fault = (int)ReplicaFault.Unknown; // -1: none
    private long _lagMs = -1;

    public MySqlDatabase Database => database;

    public int Number => number;

    /// <summary>Null: it may be read.</summary>
    public ReplicaFault? Fault => _fault < 0 ? null : (ReplicaFault)_fault;

    /// <summary>How far it was behind at the last look, to about the pause between two of them; null: it did not say.</summary>
    public TimeSpan? Lag => Volatile.Read(ref _lagMs) is >= 0 and var ms ? TimeSpan.FromMilliseconds(ms) : null;

    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>What a look at it has found.</summary>
    public void Saw(TimeSpan? lag, TimeSpan maxLag)
    {
        Volatile.Write(ref _lagMs, lag is { } known ? Math.Max(0, (long)known.TotalMilliseconds) : -1);
        _fault = ReplicaChoice.Judge(lag, maxLag) is { } fault ? (int)fault : -1;
    }

    /// <summary>Reads there. One that fails, or takes too long, is left out until the next look.</summary>
    /// <exception cref="DbException">It failed.</exception>
    /// <exception cref="TimeoutException">It took longer than <paramref name="patience"/>.</exception>
    public async Task<T> ReadAsync<T>(Func<Database, Task<T>> read, TimeSpan patience)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            var reading = read(database);
            _ = reading.ContinueWith(static (late, state) =>
            {
                _ = late.Exception; // of one that is not waited for any more: the database itself has answered
                Interlocked.Decrement(ref ((Replica)state!)._underWay);
            }, this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return await reading.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            _fault = (int)ReplicaFault.Silent;
            throw;
        }
    }
}
