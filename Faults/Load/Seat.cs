namespace Parley.Faults.Load;

/// <summary>A client's place in one room: what it knows of it. For one thread at a time; see <see cref="Lock"/>.</summary>
internal sealed class Seat(string room, bool fromTheBeginning)
{
    /// <summary>Messages of its own that a client remembers, to change them.</summary>
    private const int MaxOwn = 20;

    private readonly Queue<long> _own = [];
    private readonly Queue<Command> _sent = [];

    public string Room => room;

    public Lock Lock { get; } = new();

    public Progress Progress { get; } = new();

    /// <summary>As far as the client knows.</summary>
    public bool IsMember { get; set; }

    /// <summary>Connection whose subscription is under way or stands; 0: none.</summary>
    public int SubscribedOn { get; set; }

    /// <summary>When the subscription under way was asked for, nanoseconds of the run.</summary>
    public long Asked { get; private set; }

    /// <summary>What it was asked after.</summary>
    public long? After { get; private set; }

    /// <summary>Of what is known of the room; null: nothing is known yet.</summary>
    public string? Epoch { get; set; }

    /// <summary>Rises with each answer to a subscription: paging for an older one ends.</summary>
    public int Generation { get; set; }

    /// <summary>Set while the client waits for the event that ends its membership.</summary>
    public TaskCompletionSource? Left { get; set; }

    /// <summary>Acknowledged commands, to be repeated late.</summary>
    public IReadOnlyCollection<Command> Sent => _sent;

    /// <summary>Seqs of own messages.</summary>
    public IReadOnlyCollection<long> Own => _own;

    public void Ask(long now) => (Asked, After) = (now, Progress.Position ?? (fromTheBeginning ? 0 : null));

    public void Remember(Command command, long seq)
    {
        if (command.Kind == History.OperationKind.Send)
        {
            Add(_own, seq);
        }

        Add(_sent, command);

        static void Add<T>(Queue<T> queue, T item)
        {
            queue.Enqueue(item);
            if (queue.Count > MaxOwn)
            {
                queue.Dequeue();
            }
        }
    }
}
