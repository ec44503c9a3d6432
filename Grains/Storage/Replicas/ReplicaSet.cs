using System.Collections.Immutable;
using System.Data.Common;

namespace Parley.Grains.Storage.Replicas;

/// <summary>
/// The servers that follow one database. They answer reads in its place as long as somebody looks after them (<see cref="ReplicaWatch"/>): without a look none is read.
/// </summary>
internal sealed class ReplicaSet : IDisposable
{
    /// <summary>Of a database that nothing follows.</summary>
    public static readonly ReplicaSet None = new([]);

    private TimeSpan _patience = TimeSpan.FromSeconds(1);
    private int _turn;
    private long _failed, _behind;

    /// <param name="connections">As the driver reads them.</param>
    public ReplicaSet(IReadOnlyList<string> connections) =>
        All = [.. connections.Select((connection, i) => new Replica(new MySqlDatabase("replica", connection, None, isReplica: true), i + 1))];

    public ImmutableArray<Replica> All { get; }

    /// <summary>Reads that a replica did not answer, or not in time.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Answers that were thrown away because the replica did not have yet what the reader must see.</summary>
    public long Behind => Volatile.Read(ref _behind);

    /// <summary>There is one that may be read.</summary>
    public bool CanRead
    {
        get
        {
            foreach (var replica in All)
            {
                if (replica.Fault is null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Asks a replica.</summary>
    /// <param name="isFresh">Whether an answer has what the reader must see.</param>
    /// <returns>Not done: none may be read, or it failed, or its answer is too old. Then the database itself is to be asked.</returns>
    public async Task<(bool Done, T Answer)> TryReadAsync<T>(Func<Database, Task<T>> read, Func<T, bool> isFresh)
    {
        if (Choose() is not { } replica)
        {
            return (false, default!);
        }

        try
        {
            var answer = await replica.ReadAsync(read, _patience).ConfigureAwait(false);
            if (isFresh(answer))
            {
                return (true, answer);
            }

            Interlocked.Increment(ref _behind);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            Interlocked.Increment(ref _failed);
        }

        return (false, default!);
    }

    /// <summary>Looks at all: what they have of the beat that the database itself has, tells how far behind they are.</summary>
    /// <param name="primary">The database that they follow.</param>
    public async Task LookAsync(Database primary, ReplicaOptions options)
    {
        _patience = options.Patience;
        var nowMs = await Answer(ReplicationBeat.WriteAsync(primary, options.CheckEvery), options.Patience).ConfigureAwait(false);
        await Task.WhenAll(All.Select(async replica =>
        {
            var beat = nowMs is null ? null : await Answer(ReplicationBeat.ReadAsync(replica.Database), options.Patience).ConfigureAwait(false);
            replica.Saw(beat is null ? null : TimeSpan.FromMilliseconds(nowMs!.Value - beat.Value), options.MaxLag);
        })).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var replica in All)
        {
            replica.Database.Dispose();
        }
    }

    private Replica? Choose()
    {
        Span<(bool, int)> seen = stackalloc (bool, int)[Math.Min(All.Length, DatabaseConnections.MaxReplicas)];
        for (var i = 0; i < seen.Length; i++)
        {
            seen[i] = (All[i].Fault is null, All[i].UnderWay);
        }

        return ReplicaChoice.Choose(seen, Interlocked.Increment(ref _turn)) is { } at ? All[at] : null;
    }

    /// <summary>Null: it did not answer in time, or failed.</summary>
    private static async Task<long?> Answer(Task<long?> question, TimeSpan patience)
    {
        try
        {
            return await question.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            _ = question.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return null;
        }
    }
}
