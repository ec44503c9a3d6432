using System.Collections.Immutable;
using Parley.Realtime;
using Parley.Rooms;
using Parley.WebFrontend.Realtime;

namespace Parley.Tests.Support;

/// <summary>
/// One room's fan-out between a made-up grain and made-up listeners, with everything that is on its way in between arriving
/// in an order that a seed decides: late, doubled, swapped or never. Every listener checks what it is given.
/// </summary>
public sealed class FanoutSimulation
{
    private const string Room = "r1";
    private static readonly string[] Users = ["ann", "bob", "cyn", "dan"];

    private readonly Random _random;
    private readonly RoomFanout _fanout = new(Room, TestMetrics.Frontend());
    private readonly List<Action> _toGrain = [];
    private readonly List<Action> _toFrontend = [];
    private readonly List<Listener> _listeners = [];

    /// <summary>What was ever written under each epoch; the last is the room's log.</summary>
    private readonly List<List<RoomEvent>> _logs = [[]];
    private bool _attached;
    private long _cursor;
    private bool _calm;

    public FanoutSimulation(int seed)
    {
        _random = new Random(seed);
        foreach (var user in Users)
        {
            Append(seq => new MemberJoined { Seq = seq, Sender = user, At = default, N = 0, User = user, Role = RoomRole.Member });
        }
    }

    /// <summary>What went wrong; null if nothing did.</summary>
    public string? Fault { get; private set; }

    /// <summary>Events that reached listeners live.</summary>
    public int Passed { get; private set; }

    /// <summary>How often subscriptions ended with a gap.</summary>
    public int Gaps { get; private set; }

    /// <summary>True once something happened that may lawfully end subscriptions.</summary>
    private bool GapsAreLawful { get; set; }

    private string Epoch => "e" + _logs.Count;

    private List<RoomEvent> Log => _logs[^1];

    private long Head => Log.Count;

    public void Run(int steps)
    {
        for (var i = 0; i < steps && Fault is null; i++)
        {
            Step();
        }

        CalmDown();
    }

    private void Step()
    {
        switch (_random.Next(100))
        {
            case < 20: Append(Post); break;
            case < 24: AppendMembership(); break;
            case < 44: SendBatch(); break;
            case < 64: TakeOne(_toFrontend); break;
            case < 78: TakeOne(_toGrain); break;
            case < 86: Join(NewListener(), after: _random.Next(3) == 0 ? null : _random.NextInt64(Head + 1)); break;
            case < 90: LeaveOne(); break;
            case < 93: Attach(); break; // an announcement or a renewal
            case < 95: _attached = false; break; // the activation is lost, or has dropped this frontend
            case < 96: RestoreBackup(); break;
            default: Retry(); break;
        }
    }

    /// <summary>Nothing is lost any more and one renewal comes: then everybody who is subscribed must be at the head.</summary>
    private void CalmDown()
    {
        _calm = true;
        for (var round = 0; round < 3; round++)
        {
            Attach();
            for (var i = 0; i < 10_000 && (_toGrain.Count > 0 || _toFrontend.Count > 0 || (_attached && _cursor < Head) || _listeners.Any(l => l.Waiting is not null)); i++)
            {
                TakeOne(_toGrain);
                TakeOne(_toFrontend);
                SendBatch();
                Retry();
            }
        }

        foreach (var listener in _listeners.Where(listener => listener.IsSubscribed))
        {
            listener.CheckAtEnd();
        }
    }

    private void Append(Func<long, RoomEvent> make) => Log.Add(make(Head + 1));

    private RoomEvent Post(long seq) => new MessagePosted { Seq = seq, Sender = "ann", At = default, N = seq, Text = $"{Epoch}/{seq}" };

    private void AppendMembership()
    {
        var user = Users[_random.Next(Users.Length)];
        Append(seq => IsMember(Log, user, Head)
            ? new MemberLeft { Seq = seq, Sender = user, At = default, N = 0, User = user }
            : new MemberJoined { Seq = seq, Sender = user, At = default, N = 0, User = user, Role = RoomRole.Member });
    }

    private static bool IsMember(List<RoomEvent> log, string user, long seq)
    {
        for (var i = (int)seq - 1; i >= 0; i--)
        {
            switch (log[i])
            {
                case MemberJoined joined when joined.User == user: return true;
                case MemberLeft left when left.User == user: return false;
            }
        }

        return false;
    }

    /// <summary>The grain delivers; on the way the call may be lost, repeated, or overtaken.</summary>
    private void SendBatch()
    {
        if (!_attached || _cursor >= Head)
        {
            return;
        }

        var to = _random.NextInt64(_cursor + 1, Head + 1);
        var batch = new RoomBatch(Room, Epoch, [.. Log.Skip((int)_cursor).Take((int)(to - _cursor))]);
        _cursor = to;
        var fate = _calm ? 99 : _random.Next(100);
        if (fate < 10)
        {
            _attached = fate >= 5 && _attached; // the grain may or may not notice
            return;
        }

        for (var copies = fate < 25 ? 2 : 1; copies > 0; copies--)
        {
            _toFrontend.Add(() => NeedsAttach(_fanout.Deliver(batch)));
        }
    }

    private void Attach()
    {
        if (_fanout.BeginAttach() is { } position)
        {
            _toGrain.Add(() => AnswerAttach(position));
        }
    }

    private void NeedsAttach(bool needed)
    {
        if (needed)
        {
            Attach();
        }
    }

    private void AnswerAttach(AttachPosition position)
    {
        if (!_calm && _random.Next(100) < 10)
        {
            _toGrain.Add(() => AnswerAttach(position)); // the call failed and is repeated
            return;
        }

        var isTooOld = !_calm && _random.Next(100) < 3 && position.After is not null && position.After != Head;
        var isReset = position.After is { } after && (isTooOld || position.Epoch != Epoch || after > Head);
        GapsAreLawful |= isReset;
        ImmutableArray<RoomEvent> missed = position.After is null || isReset ? [] : [.. Log.Skip((int)position.After.Value)];
        var reply = new Attachment(Epoch, Head, "s1", missed, isReset);
        (_attached, _cursor) = (true, Head);
        _toFrontend.Add(() => NeedsAttach(_fanout.Attached(reply)));
    }

    /// <summary>The log goes back to an earlier state, under a new epoch.</summary>
    private void RestoreBackup()
    {
        var kept = Log.Take(_random.Next(Log.Count + 1)).ToList();
        _logs.Add(kept.Count < Users.Length ? [.. _logs[0].Take(Users.Length)] : kept);
        _attached = false;
        GapsAreLawful = true;
    }

    private Listener NewListener()
    {
        var listener = new Listener(this, Users[_random.Next(Users.Length)]);
        _listeners.Add(listener);
        return listener;
    }

    private void Join(Listener listener, long? after)
    {
        var subscriber = new Subscriber(listener, Room);
        listener.Waiting = null;
        if (_fanout.TryJoin(subscriber) is { } attached)
        {
            listener.Waiting = (attached, after);
            Attach();
            return;
        }

        listener.Subscriber = subscriber;
        _toGrain.Add(() => AnswerSubscribe(listener, subscriber, after));
    }

    private void AnswerSubscribe(Listener listener, Subscriber subscriber, long? after)
    {
        // Now and then an activation answers that has been left behind.
        var head = !_calm && _random.Next(20) == 0 ? _random.NextInt64(Math.Max(1, Head - 10), Head + 1) : Head;
        if (!IsMember(Log, listener.UserId, head))
        {
            _toFrontend.Add(() => _fanout.Leave(subscriber));
            return;
        }

        var from = after is null || after > head ? head : after.Value;
        var answer = new Subscription(new EventPage(Room, Epoch, head, 1, [.. Log.Take((int)head).Skip((int)from)]), true);
        _toFrontend.Add(() =>
        {
            switch (_fanout.Complete(subscriber, answer, listener.Answered))
            {
                case JoinResult.Again:
                    Join(listener, after);
                    break;
                case JoinResult.AttachAgain:
                    Attach();
                    Join(listener, after);
                    break;
            }
        });
    }

    private void LeaveOne()
    {
        if (_listeners.Where(listener => listener.Subscriber is not null).ToArray() is { Length: > 0 } joined)
        {
            var listener = joined[_random.Next(joined.Length)];
            _fanout.Leave(listener.Subscriber!);
            listener.HasLeft = true;
        }
    }

    /// <summary>Those that waited for the room to be attached.</summary>
    private void Retry()
    {
        foreach (var listener in _listeners.Where(listener => listener.Waiting is { Attached.IsCompleted: true }).ToArray())
        {
            Join(listener, listener.Waiting!.Value.After);
        }
    }

    private void TakeOne(List<Action> onTheWay)
    {
        if (onTheWay.Count > 0)
        {
            var at = _random.Next(onTheWay.Count);
            var action = onTheWay[at];
            onTheWay.RemoveAt(at);
            action();
        }
    }

    private sealed class Listener(FanoutSimulation world, string user) : IListener
    {
        private string? _epoch;
        private long _last;
        private bool _gap;

        public string UserId => user;

        public Subscriber? Subscriber { get; set; }

        public (Task<Parley.Errors.Error?> Attached, long? After)? Waiting { get; set; }

        public bool HasLeft { get; set; }

        public bool IsSubscribed => _epoch is not null && !_gap && !HasLeft;

        public void Answered(Subscription subscription)
        {
            Check(_epoch is null, "history was answered twice");
            _epoch = subscription.Page.Epoch;
            _last = subscription.Page.LastSeq;
        }

        public bool Events(EncodedBatch batch, Subscriber subscriber)
        {
            Check(_epoch is not null, "live events came before history");
            Check(!HasLeft && !_gap, "events came after the end of the subscription");
            Check(batch.Epoch == _epoch, $"epoch {batch.Epoch} came on {_epoch}");
            Check(batch.From == _last + 1, $"{batch.From} came after {_last}");
            Check(subscriber.Line.Take(batch, out var faults), $"the last look finds {faults}");
            var log = world._logs[int.Parse(batch.Epoch[1..], System.Globalization.CultureInfo.InvariantCulture) - 1];
            foreach (var e in batch.Events)
            {
                Check(IsMember(log, user, e.Seq) || IsMember(log, user, e.Seq - 1), $"{e.Seq} came to {user} who is no member");
                Check(ReferenceEquals(e, log[(int)e.Seq - 1]), $"{e.Seq} is not what the log holds");
            }

            _last = batch.To;
            world.Passed += batch.Events.Length;
            return true;
        }

        public void Gap(Subscriber subscriber, string epoch, long fromSeq)
        {
            Check(world.GapsAreLawful, "a gap without cause");
            Check(epoch != _epoch || fromSeq == _last + 1, $"the gap starts at {fromSeq}, not after {_last}");
            subscriber.End();
            world.Gaps++;
            _gap = true;
        }

        public void Ephemeral(Push ephemeral)
        {
        }

        public void CheckAtEnd()
        {
            var log = world._logs[int.Parse(_epoch![1..], System.Globalization.CultureInfo.InvariantCulture) - 1];
            if (Subscriber!.Ended)
            {
                Check(log[(int)_last - 1] is MemberLeft left && left.User == user, $"the subscription of {user} ended at {_last} for no reason");
            }
            else
            {
                Check(_epoch == world.Epoch && _last == world.Head, $"{user} is at {_epoch}/{_last}, the head is {world.Epoch}/{world.Head}");
            }
        }

        private void Check(bool holds, string fault)
        {
            if (!holds)
            {
                world.Fault ??= fault;
            }
        }
    }
}
