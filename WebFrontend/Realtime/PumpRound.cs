namespace Parley.WebFrontend.Realtime;

/// <summary>
/// The pumps of one fan-out, a few dozen for each item of work: to wake a thread for each connection would cost more than what it then does. Begun and disposed of on one thread.
/// </summary>
internal readonly ref struct PumpRound
{
    private const int AtOnce = 32;

    [ThreadStatic]
    private static List<SendQueue>? t_gathered;

    [ThreadStatic]
    private static bool t_isOpen;

    private readonly bool _isOutermost;

    private PumpRound(bool isOutermost) => _isOutermost = isOutermost;

    /// <summary>Until it is disposed of, pumps that this thread starts are gathered.</summary>
    public static PumpRound Begin()
    {
        var round = new PumpRound(isOutermost: !t_isOpen);
        t_isOpen = true;
        return round;
    }

    /// <summary>Has the queue pumped by a thread of the pool.</summary>
    public static void Start(SendQueue queue)
    {
        if (!t_isOpen)
        {
            ThreadPool.UnsafeQueueUserWorkItem(queue, preferLocal: false);
            return;
        }

        var gathered = t_gathered ??= new List<SendQueue>(AtOnce);
        gathered.Add(queue);
        if (gathered.Count == AtOnce)
        {
            Go(gathered);
        }
    }

    public void Dispose()
    {
        if (!_isOutermost)
        {
            return;
        }

        t_isOpen = false;
        if (t_gathered is { Count: > 0 } gathered)
        {
            Go(gathered);
        }
    }

    private static void Go(List<SendQueue> gathered)
    {
        ThreadPool.UnsafeQueueUserWorkItem(new Pumps([.. gathered]), preferLocal: false);
        gathered.Clear();
    }

    /// <summary>Each runs until its reader makes it wait; that one goes on by itself.</summary>
    private sealed class Pumps(SendQueue[] queues) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (var queue in queues)
            {
                ((IThreadPoolWorkItem)queue).Execute();
            }
        }
    }
}
