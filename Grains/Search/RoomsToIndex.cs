using System.Threading.Channels;

namespace Parley.Grains.Search;

/// <summary>Rooms that something was written in, each once. Noting one costs the writer a look into a set, and nothing on the heap.</summary>
internal sealed class RoomsToIndex
{
    /// <summary>Beyond it rooms are found by the sweep.</summary>
    public const int MaxRooms = 100_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _rooms = new(256, StringComparer.Ordinal);
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Note(string room)
    {
        bool isFirst;
        lock (_lock)
        {
            if (_rooms.Count >= MaxRooms || !_rooms.Add(room))
            {
                return;
            }

            isFirst = _rooms.Count == 1;
        }

        if (isFirst)
        {
            _news.Writer.TryWrite(true);
        }
    }

    /// <summary>Ends a wait although nothing was noted.</summary>
    public void Wake() => _news.Writer.TryWrite(true);

    /// <summary>Until something was noted, or the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            await _news.Reader.ReadAsync(cancellation).AsTask().WaitAsync(atMost, clock, cancellation);
        }
        catch (TimeoutException)
        {
        }
    }

    public List<string> Take(int most)
    {
        lock (_lock)
        {
            var taken = _rooms.Take(most).ToList();
            taken.ForEach(room => _rooms.Remove(room));
            return taken;
        }
    }
}
