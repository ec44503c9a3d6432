using Parley.Realtime;

namespace Parley.WebFrontend.Realtime;

public sealed partial class RoomFanout
{
    /// <summary>Something came from the grain since the last look: that counts as a renewal.</summary>
    private bool _delivered;

    /// <summary>How many looks in a row found nobody here.</summary>
    private int _idleLooks;

    /// <summary>True while somebody is subscribed or waits to be.</summary>
    public bool IsWanted
    {
        get
        {
            lock (_section)
            {
                return _subscribers.Count > 0 || _attached is not null;
            }
        }
    }

    /// <summary>How many listeners are subscribed, or about to be.</summary>
    public int Subscribers
    {
        get
        {
            lock (_section)
            {
                return _subscribers.Count;
            }
        }
    }

    /// <summary>True if the room is attached to its grain, as far as is known here.</summary>
    public bool IsAttached
    {
        get
        {
            lock (_section)
            {
                return _link == RoomLink.Attached;
            }
        }
    }

    /// <summary>The position to renew with; null if the room is not attached, or was heard of since the last call.</summary>
    /// <param name="evenIfHeard">True if what was heard may have come from a silo that is gone.</param>
    public RoomHead? TakeRenewal(bool evenIfHeard)
    {
        lock (_section)
        {
            var heard = _delivered && !evenIfHeard;
            _delivered = false;
            return _link == RoomLink.Attached && !heard ? new RoomHead(room, _epoch!, _last) : null;
        }
    }

    /// <summary>
    /// To be called at regular times. True once nobody has been here for so many calls: then the grain must be told, and
    /// <see cref="Retired"/> be called after that.
    /// </summary>
    public bool TryRetire(int afterLooks)
    {
        lock (_section)
        {
            for (var i = _subscribers.Count - 1; i >= 0; i--)
            {
                if (_subscribers[i].Ended)
                {
                    Drop(_subscribers[i]);
                }
            }

            _idleLooks = _subscribers.Count > 0 || _attached is not null ? 0 : _idleLooks + 1;
            if (_idleLooks < afterLooks || _link is not (RoomLink.None or RoomLink.Attached))
            {
                return false;
            }

            _link = RoomLink.Ending;
            return true;
        }
    }

    /// <summary>The grain was told. The room is no longer of use; who waits for it takes a new one.</summary>
    public void Retired()
    {
        lock (_section)
        {
            _link = RoomLink.Ended;
            _attached?.TrySetResult(null);
            _attached = null;
        }
    }
}
