using Parley.WebFrontend.Dashboard;

namespace Parley.WebFrontend.Realtime;

/// <summary>Who gets a room's events: a connection, or a test. All calls return at once and come in order.</summary>
public interface IListener
{
    /// <summary>User id.</summary>
    string UserId { get; }

    /// <summary>The next events of a subscription. False: it has ended, nothing more is wanted.</summary>
    bool Events(EncodedBatch batch, Subscriber subscriber);

    /// <summary>The subscription has ended; the listener must fetch from a number on.</summary>
    void Gap(Subscriber subscriber, string epoch, long fromSeq);

    /// <summary>May be dropped.</summary>
    void Ephemeral(Push ephemeral);
}

/// <summary>One listener in one room. All but <see cref="Ended"/> belongs to the room's serial section.</summary>
public sealed class Subscriber(IListener listener, string room)
{
    private int _ended;
    private LineCheck _line;

    public IListener Listener => listener;

    public string Room => room;

    /// <summary>True once nothing more may go out: unsubscribed, dropped for a gap, or replaced.</summary>
    public bool Ended => Volatile.Read(ref _ended) != 0;

    /// <summary>Place in the room's list.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>While joining: where the room stood when it came, and what has happened since.</summary>
    internal JoiningState? Joining { get; set; }

    /// <summary>Number of the last event that was passed on, or that history held. Counts once joining is over.</summary>
    internal long Cursor { get; set; }

    /// <summary>What is about messages below this number is not for the listener. Counts once joining is over.</summary>
    internal long Floor { get; set; } = 1;

    /// <summary>The check of what is written to the listener. Belongs to its queue, once joining is over.</summary>
    internal ref LineCheck Line => ref _line;

    /// <summary>True for the one caller that ends it.</summary>
    public bool End() => Interlocked.Exchange(ref _ended, 1) == 0;

    internal sealed class JoiningState(long at)
    {
        /// <summary>Position of the room when the subscriber came.</summary>
        public long At { get; } = at;

        /// <summary>Live batches that wait for history.</summary>
        public List<EncodedBatch> Held { get; } = [];

        public int HeldBytes { get; set; }

        /// <summary>Number of the last removal of this user that was seen; 0: none.</summary>
        public long RemovedAt { get; set; }

        /// <summary>True if events were lost that cannot be made up for: ask for history again.</summary>
        public bool StartAgain { get; set; }
    }
}
