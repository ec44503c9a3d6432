using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal sealed partial class GoodRun
{
    /// <summary>What a command asks the server for: the event it leads to, or the code of a refusal.</summary>
    private delegate (HistoryEvent? Event, string? Refusal) Decide();

    private void Send(ModelClient client, ModelRoom room)
    {
        var text = $"t{_clientIds}";
        Do(client, room, new Wish(OperationKind.Send) { Text = text }, () => room.Members.Contains(client.User)
            ? (new HistoryEvent { Seq = 0, Kind = EventKinds.MessagePosted, Sender = client.User, N = 1, Text = text }, null)
            : (null, "not-a-member"));
    }

    private void Edit(ModelClient client, ModelRoom room)
    {
        if (room.Messages.Where(e => e.Sender == client.User).ToList() is not { Count: > 0 } mine)
        {
            return;
        }

        var (target, text) = (mine[_random.Next(mine.Count)].Seq, $"edit{_clientIds}");
        Do(client, room, new Wish(OperationKind.Edit) { Text = text, Target = target }, () => (room.Members.Contains(client.User), room.Log[(int)target - 1].Deleted) switch
        {
            (false, _) => (null, "not-a-member"),
            (_, true) => (null, "message-deleted"),
            _ => (new HistoryEvent { Seq = 0, Kind = EventKinds.MessageEdited, Sender = client.User, N = 0, Target = target, Text = text }, null),
        });
    }

    private void Delete(ModelClient client, ModelRoom room)
    {
        if (room.Messages.Where(e => e.Sender == client.User).ToList() is not { Count: > 0 } mine)
        {
            return;
        }

        var target = mine[_random.Next(mine.Count)].Seq;
        Do(client, room, new Wish(OperationKind.Delete) { Target = target }, () => room.Members.Contains(client.User)
            ? (room.Log[(int)target - 1].Deleted ? room.Log[(int)target - 1] : new HistoryEvent { Seq = 0, Kind = EventKinds.MessageDeleted, Sender = client.User, N = 0, Target = target }, null)
            : (null, "not-a-member"));
    }

    /// <summary>By a client of the owner, who is never kicked.</summary>
    private void Kick(ModelRoom room)
    {
        var owner = _clients[0];
        if (room.Members.Where(user => user != owner.User).ToList() is { Count: > 2 } others)
        {
            var whom = others[_random.Next(others.Count)];
            Do(owner, room, new Wish(OperationKind.Kick) { Whom = whom }, () => room.Members.Contains(whom)
                ? (new HistoryEvent { Seq = 0, Kind = EventKinds.MemberKicked, Sender = owner.User, N = 0, User = whom }, null)
                : (null, "user-not-found"));
        }
    }

    /// <summary>Over REST, without a client id: who is a member already is told since when.</summary>
    private void Join(ModelClient client, ModelRoom room) =>
        Do(client, room, new Wish(OperationKind.Join) { HasClientId = false }, () => (room.Members.Contains(client.User)
            ? room.Log.FindLast(e => e.Kind == EventKinds.MemberJoined && e.User == client.User)
            : new HistoryEvent { Seq = 0, Kind = EventKinds.MemberJoined, Sender = client.User, N = 0, User = client.User, Role = "member" }, null));

    private void Leave(ModelClient client, ModelRoom room)
    {
        if (client.User != _clients[0].User && room.Members.Count > 3)
        {
            Do(client, room, new Wish(OperationKind.Leave) { HasClientId = false, HasSeq = false }, () => (room.Members.Contains(client.User)
                ? new HistoryEvent { Seq = 0, Kind = EventKinds.MemberLeft, Sender = client.User, N = 0, User = client.User }
                : room.Log[^1], null));
        }
    }

    private void MarkRead(ModelClient client, ModelRoom room)
    {
        if (room.Members.Contains(client.User))
        {
            var (op, target) = (++_op, _random.NextInt64(1, room.Head + 1));
            Record(new Invoked { At = _now, Client = client.Number, User = client.User, Connection = 0, Room = room.Id, Op = op, Kind = OperationKind.MarkRead, Target = target });
            In(2, () =>
            {
                var read = room.Read[client.User] = Math.Max(target, room.Read.GetValueOrDefault(client.User));
                In(2, () => Record(new Acked { At = _now, Client = client.Number, User = client.User, Connection = 0, Room = room.Id, Op = op, Seq = read }));
            });
        }
    }

    private void Do(ModelClient client, ModelRoom room, Wish wish, Decide decide) =>
        Try(client, room, wish, wish.HasClientId ? $"c{++_clientIds}" : null, decide, attempt: 1, isOpen: false);

    /// <summary>One attempt. A sender may give up after a refusal, but not while the outcome of an attempt is open.</summary>
    private void Try(ModelClient client, ModelRoom room, Wish wish, string? clientId, Decide decide, int attempt, bool isOpen)
    {
        var op = ++_op;
        Record(new Invoked
        {
            At = _now, Client = client.Number, User = client.User, Connection = 0, Room = room.Id, Op = op, Kind = wish.Kind, ClientId = clientId,
            Text = wish.Text, Target = wish.Target, Whom = wish.Whom,
        });

        var fate = clientId is null || attempt > 3 || _calm ? 99 : _random.Next(_faulty ? 40 : 200);
        switch (fate)
        {
            case < 4: // the request is lost
                In(8, () => Lost());
                break;
            case < 8: // it is stored, the answer is lost; now and then only after the sender has asked again
                In(_random.Next(1, 12), () => Commit(room, clientId, decide));
                In(8, () => Lost());
                break;
            case < 12: // refused before anything was queued
                In(2, () => Record(new Failed { At = _now, Client = client.Number, User = client.User, Connection = 0, Room = room.Id, Op = op, Code = "busy" }));
                if (isOpen || _random.Next(2) == 0)
                {
                    In(5, () => Try(client, room, wish, clientId, decide, attempt + 1, isOpen));
                }

                break;
            default:
                In(_random.Next(1, 4), () =>
                {
                    var (seq, refusal) = Commit(room, clientId, decide);
                    In(_random.Next(1, 4), () => Record(refusal is null
                        ? new Acked { At = _now, Client = client.Number, User = client.User, Connection = 0, Room = room.Id, Op = op, Seq = wish.HasSeq ? seq : null, Epoch = ModelRoom.Epoch }
                        : new Failed { At = _now, Client = client.Number, User = client.User, Connection = 0, Room = room.Id, Op = op, Code = refusal }));
                });
                break;
        }

        void Lost()
        {
            Record(new Unknown { At = _now, Client = client.Number, User = client.User, Connection = 0, Room = room.Id, Op = op, Reason = "no answer" });
            In(5, () => Try(client, room, wish, clientId, decide, attempt + 1, isOpen: true));
        }
    }

    private (long? Seq, string? Refusal) Commit(ModelRoom room, string? clientId, Decide decide)
    {
        if (room.Log.Find(e => clientId is not null && e.ClientId == clientId) is { } earlier)
        {
            return (earlier.Seq, null);
        }

        var (e, refusal) = decide();
        return e is null ? (null, refusal) : (e.Seq > 0 ? e.Seq : Append(room, e with { ClientId = clientId }), null);
    }

    /// <summary>Numbers an event, lets it take effect and sends it to who may see it.</summary>
    /// <param name="e">Its <see cref="HistoryEvent.N"/> says how many messages it adds.</param>
    private long Append(ModelRoom room, HistoryEvent e)
    {
        e = e with { Seq = room.Head + 1, N = room.N + e.N };
        room.Log.Add(e);
        switch (e.Kind)
        {
            case EventKinds.MemberJoined: room.Members.Add(e.User!); break;
            case EventKinds.MemberLeft or EventKinds.MemberKicked: room.Members.Remove(e.User!); break;
            case EventKinds.MessageDeleted: Blank(room, e.Target!.Value); break;
        }

        foreach (var client in _clients)
        {
            if (client.Connection?.Subscriptions.GetValueOrDefault(room) is { IsOver: false } subscription)
            {
                subscription.Sent.Enqueue(e);
                subscription.IsOver = EventKinds.EndsMembership(e.Kind) && e.User == client.User;
                var connection = client.Connection;
                In(_random.Next(1, 6), () => Receive(client, connection, room, subscription));
            }
        }

        return e.Seq;
    }

    private static void Blank(ModelRoom room, long message)
    {
        for (var i = 0; i < room.Log.Count; i++)
        {
            if (room.Log[i].Seq == message || (room.Log[i].Kind == EventKinds.MessageEdited && room.Log[i].Target == message))
            {
                room.Log[i] = room.Log[i] with { Text = null, Deleted = true };
            }
        }
    }

    private sealed record Wish(OperationKind Kind)
    {
        public string? Text { get; init; }

        public long? Target { get; init; }

        public string? Whom { get; init; }

        public bool HasClientId { get; init; } = true;

        /// <summary>The answer names a number.</summary>
        public bool HasSeq { get; init; } = true;
    }
}
