namespace Parley.Grains.Storage;

/// <summary>
/// Reads for all of a silo: those that ask while a read is under way share the next one. Nobody is answered from a read that
/// began before they asked, since an answer must not be older than its question.
/// </summary>
/// <param name="read">Reads many keys at once; those that there are not are missing from the answer.</param>
internal sealed class SharedReads<T>(Func<IReadOnlyCollection<string>, Task<IReadOnlyDictionary<string, T>>> read)
    where T : class
{
    /// <summary>Reads at the same time; a slow one does not hold up all.</summary>
    private const int MaxParallel = 2;
    private const int MaxKeys = 500;

    private readonly Lock _lock = new();
    private readonly Queue<Batch> _waiting = new();
    private Batch? _forming; // the last in the queue
    private int _reading;

    public async Task<T?> ReadAsync(string key)
    {
        Batch batch;
        bool mustStart;
        lock (_lock)
        {
            if (_forming is null || _forming.Keys.Count >= MaxKeys)
            {
                _waiting.Enqueue(_forming = new Batch());
            }

            batch = _forming;
            batch.Keys.Add(key);
            mustStart = _reading < MaxParallel;
            _reading += mustStart ? 1 : 0;
        }

        if (mustStart)
        {
            _ = WorkAsync(); // also reads what others ask for meanwhile
        }

        return (await batch.Found.Task).GetValueOrDefault(key);
    }

    /// <summary>Reads until nothing waits.</summary>
    private async Task WorkAsync()
    {
        while (Take() is { } batch)
        {
            try
            {
                batch.Found.SetResult(await read(batch.Keys).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                batch.Found.SetException(e);
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
        public HashSet<string> Keys { get; } = [];

        public TaskCompletionSource<IReadOnlyDictionary<string, T>> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
