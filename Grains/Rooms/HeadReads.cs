namespace Parley.Grains.Rooms;

/// <summary>
/// Reads heads for all rooms of a silo: those that ask while a read is under way share the next one. Nobody is answered from a read that
/// began before they asked, since an answer must not be older than its question.
/// </summary>
internal sealed class HeadReads(Func<IReadOnlyCollection<string>, Task<IReadOnlyDictionary<string, LogHead>>> read)
{
    /// <summary>Reads at the same time; a slow one does not hold up all.</summary>
    private const int MaxParallel = 2;
    private const int MaxRooms = 500;

    private readonly Lock _lock = new();
    private readonly Queue<Batch> _waiting = new();
    private Batch? _forming; // the last in the queue
    private int _reading;

    public async Task<LogHead?> ReadAsync(string room)
    {
        Batch batch;
        bool mustStart;
        lock (_lock)
        {
            if (_forming is null || _forming.Rooms.Count >= MaxRooms)
            {
                _waiting.Enqueue(_forming = new Batch());
            }

            batch = _forming;
            batch.Rooms.Add(room);
            mustStart = _reading < MaxParallel;
            _reading += mustStart ? 1 : 0;
        }

        if (mustStart)
        {
            _ = WorkAsync(); // also reads what others ask for meanwhile
        }

        return (await batch.Heads.Task).GetValueOrDefault(room);
    }

    /// <summary>Reads until nothing waits.</summary>
    private async Task WorkAsync()
    {
        while (Take() is { } batch)
        {
            try
            {
                batch.Heads.SetResult(await read(batch.Rooms).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                batch.Heads.SetException(e);
            }
        }
    }

    private Batch? Take()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var batch))
            {
                _forming = ReferenceEquals(batch, _forming) ? null : _forming;
                return batch;
            }

            _reading--;
            return null;
        }
    }

    private sealed class Batch
    {
        public HashSet<string> Rooms { get; } = [];

        public TaskCompletionSource<IReadOnlyDictionary<string, LogHead>> Heads { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
