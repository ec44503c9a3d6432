namespace Parley.WebFrontend.Realtime;

/// <summary>
/// The pumps of one fan-out, a few dozen for each item of work: to wake a thread for each connection would cost more than what it then does. Begun and disposed of on one thread.
/// </summary>
internal sealed class PumpRound : IDisposable
{
    private const int AtOnce = 32;

    [ThreadStatic]
    private static PumpRound? t_current;

    private readonly List<SendQueue> _gathered = new(AtOnce);

    /// <summary>Until it is disposed of, pumps that this thread starts are gathered.</summary>
    public static PumpRound Begin() => t_current = new PumpRound();

    /// <summary>Has the queue pumped by a thread of the pool.</summary>
    public static void Start(SendQueue queue)
    {
        if (t_current is { } round)
        {
            round.Add(queue);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(queue, preferLocal: false);
        }
    }

    public void Dispose()
    {
        t_current = null;
        if (_gathered.Count > 0)
        {
            Go();
        }
    }

    private void Add(SendQueue queue)
    {
        _gathered.Add(queue);
        if (_gathered.Count == AtOnce)
        {
            Go();
        }
    }

    private void Go()
    {
        ThreadPool.UnsafeQueueUserWorkItem(new Pumps([.. _gathered]), preferLocal: false);
        _gathered.Clear();
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
