using System.Collections.Concurrent;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// One connection of a signed-in user, whatever its protocol. Belongs to a session, not to the token it came with: it lives
/// until it is closed or the session ends.
/// </summary>
public abstract class ClientConnection : IListener, IFrameSink
{
    /// <summary>After this long without the client's farewell the connection is cut.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Subscriber> _subscriptions = new();
    private readonly TimeProvider _clock;
    private long? _closingSince;
    private bool _gone;

    protected ClientConnection(RealtimeOptions options, FrontendMetrics metrics, TimeProvider clock)
    {
        _clock = clock;
        Queue = new SendQueue(this, options.MaxQueuedBatches, options.MaxQueuedBytes, metrics, clock);
    }

    /// <summary>Who is signed in. Not to be asked before that.</summary>
    public CurrentUser User { get; protected set; } = null!;

    public SendQueue Queue { get; }

    /// <summary>True once the connection has ended; set before its subscriptions are left.</summary>
    public bool IsGone => Volatile.Read(ref _gone);

    /// <summary>True once the farewell was written, so that nothing of ours is under way any more.</summary>
    public abstract bool HasSaidFarewell { get; }

    /// <summary>Live subscriptions by room id.</summary>
    public IReadOnlyDictionary<string, Subscriber> Subscriptions => _subscriptions;

    string IListener.UserId => User.Id;

    bool IListener.Events(EncodedBatch batch, Subscriber subscriber) => Queue.Offer(batch, subscriber);

    void IListener.Gap(Subscriber subscriber, string epoch, long fromSeq) => Queue.Gap(subscriber, epoch, fromSeq);

    void IListener.Ephemeral(Push ephemeral) => Queue.OfferEphemeral(ephemeral);

    /// <summary>Notes a subscription; answers with the one it takes the place of.</summary>
    public Subscriber? Replace(string room, Subscriber subscriber)
    {
        Subscriber? earlier = null;
        _subscriptions.AddOrUpdate(room, subscriber, (_, replaced) =>
        {
            earlier = replaced;
            return subscriber;
        });
        return earlier;
    }

    /// <summary>Forgets the room's subscription, if there is one.</summary>
    public Subscriber? Forget(string room) => _subscriptions.TryRemove(room, out var subscriber) ? subscriber : null;

    /// <summary>Forgets this very subscription.</summary>
    public void Forget(Subscriber subscriber) => _subscriptions.TryRemove(new KeyValuePair<string, Subscriber>(subscriber.Room, subscriber));

    /// <summary>Says farewell behind what is queued, then ends the connection. Returns at once; the first reason counts.</summary>
    public void Close(Closing closing)
    {
        _closingSince ??= _clock.GetTimestamp();
        Queue.Close(closing);
    }

    /// <summary>The connection has ended: nothing is queued any more.</summary>
    public void Ended()
    {
        Volatile.Write(ref _gone, true);
        Queue.End();
    }

    /// <summary>Looked at once a second for all connections: no timer for each.</summary>
    public virtual void Look(RealtimeOptions options)
    {
        if (_closingSince is { } since)
        {
            if (_clock.GetElapsedTime(since) > Linger)
            {
                Abort();
            }
        }
        else if (Queue.IsStuck(options.SlowReaderTimeout))
        {
            Close(Closing.SlowReader(options.ReconnectSpread));
        }
    }

    public abstract ValueTask SendAsync(IReadOnlyList<Outgoing> items);

    public abstract ValueTask CloseAsync(Closing closing);

    public abstract void Abort();
}
