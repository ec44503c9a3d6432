using Microsoft.Extensions.Logging;

namespace Parley.Grains.Names;

/// <summary>
/// Knows which names surely nobody has. It never says so of a name that was given out before the question, by whichever silo: what it has not seen yet it
/// reads first, in one read for all who ask. As long as it does not know, every name may be somebody's.
/// </summary>
public sealed partial class KnownNames(INameSource source, KnownNamesOptions options, TimeProvider clock, ILogger<KnownNames> logger)
{
    private const int PageSize = 10_000;
    private const int MinCapacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _absent = []; // looked up, until when it counts
    private BloomFilter? _filter; // null: not loaded
    private HashSet<string> _lastRead = [];
    private Task _loading = Task.CompletedTask;
    private PacedRead? _news;
    private long _position;
    private long _given; // grows with each name that came
    private int _left; // names until the filter is full

    /// <summary>False: nobody has it, and nobody had it when this was asked. True: look.</summary>
    public async ValueTask<bool> MayExistAsync(string name)
    {
        Task fresh;
        lock (_lock)
        {
            if (!options.Enabled || _filter is null)
            {
                LoadInBackground();
                return true;
            }

            if (!IsAbsent(name))
            {
                return true;
            }

            fresh = (_news ??= new PacedRead(ReadNewsAsync, options.ReadEvery, clock)).AfterNow();
        }

        await fresh;
        lock (_lock)
        {
            return _filter is null || !IsAbsent(name);
        }
    }

    /// <summary>Looks a name up, and remembers if it is nobody's.</summary>
    /// <param name="find">Reads the database; null: nobody has it.</param>
    public async Task<string?> LookUpAsync(string name, Func<string, Task<string?>> find)
    {
        var given = Interlocked.Read(ref _given);
        if (await find(name) is { } found)
        {
            return found;
        }

        lock (_lock)
        {
            // If a name has come meanwhile it may be this one, and later news would not say it again.
            if (_filter is not null && given == _given && options.MaxAbsent > 0)
            {
                if (_absent.Count >= options.MaxAbsent)
                {
                    _absent.Clear(); // looked up again one by one; cheaper than to keep an order of use
                }

                _absent[name] = clock.GetUtcNow() + options.KeepAbsent;
            }
        }

        return null;
    }

    /// <summary>A name that is about to be given out here: it need not be read as news.</summary>
    public void Add(string name)
    {
        lock (_lock)
        {
            _filter?.Add(name);
            _absent.Remove(name);
            _given++;
        }
    }

    /// <summary>Ends when it knows the names, or has failed to read them. For tests.</summary>
    internal Task LoadAsync()
    {
        lock (_lock)
        {
            LoadInBackground();
            return _loading;
        }
    }

    private bool IsAbsent(string name) =>
        !_filter!.MayContain(name) || (_absent.TryGetValue(name, out var until) && clock.GetUtcNow() < until);

    private async Task ReadNewsAsync()
    {
        var (names, position) = await source.ReadAfterAsync(_position).ConfigureAwait(false);
        lock (_lock)
        {
            if (_filter is null)
            {
                return; // is being loaded anew, from a position before this
            }

            foreach (var name in names.Where(name => !_lastRead.Contains(name)))
            {
                _given++;
                _left--;
                _filter.Add(name);
                _absent.Remove(name);
            }

            (_lastRead, _position) = ([.. names], position);
            if (_left < 0)
            {
                _filter = null; // it would err ever more often
                LoadInBackground();
            }
        }
    }

    /// <summary>Under the lock.</summary>
    private void LoadInBackground()
    {
        if (options.Enabled && _filter is null && _loading.IsCompleted)
        {
            _loading = Task.Run(FillAsync);
        }
    }

    private async Task FillAsync()
    {
        try
        {
            // The position first: what comes while the names are read is news.
            var position = await source.PositionAsync();
            var capacity = Math.Max(MinCapacity, 2 * await source.CountAsync());
            var filter = new BloomFilter(capacity, options.FalsePositives, Random.Shared.NextInt64());
            var count = 0;
            for (var page = await source.PageAsync(null, PageSize); page.Count > 0; page = await source.PageAsync(page[^1], PageSize))
            {
                count += page.Count;
                foreach (var name in page)
                {
                    filter.Add(name);
                }
            }

            lock (_lock)
            {
                (_filter, _position, _lastRead, _left) = (filter, position, [], capacity - count);
                _absent.Clear();
                _given++;
            }

            LogLoaded(count);
        }
        catch (Exception e)
        {
            LogNotLoaded(e); // until it succeeds all names are looked up
        }
    }

    [LoggerMessage(3700, LogLevel.Debug, "{Count} names of rooms are known.")]
    private partial void LogLoaded(int count);

    [LoggerMessage(3701, LogLevel.Warning, "Names of rooms could not be read. Until they are, each question for one is a read of the database.")]
    private partial void LogNotLoaded(Exception exception);
}
