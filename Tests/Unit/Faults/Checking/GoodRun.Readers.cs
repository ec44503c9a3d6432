using Parley.Faults.History;

namespace Parley.Tests.Unit.Faults.Checking;

internal sealed partial class GoodRun
{
    /// <summary>Connects unless it is connected, and subscribes to each room that it is not subscribed to.</summary>
    private void Connect(ModelClient client)
    {
        if (client.Connection is null)
        {
            client.Connection = new ModelConnection(Frontends[_random.Next(Frontends.Length)]);
            Record(new Connected { At = _now, Client = client.Number, User = client.User, Connection = ++client.Connections, Frontend = client.Connection.Frontend });
        }

        foreach (var room in _rooms)
        {
            Subscribe(client, room);
        }
    }

    private void Disconnect(ModelClient client)
    {
        if (client.Connection is { } connection)
        {
            connection.IsAlive = false;
            client.Connection = null;
            Record(new Disconnected { At = _now, Client = client.Number, User = client.User, Connection = client.Connections });
            In(_random.Next(1, 30), () => Connect(client));
        }
    }

    private void Subscribe(ModelClient client, ModelRoom room)
    {
        if (client.Connection is not { } connection || connection.Subscriptions.ContainsKey(room))
        {
            return;
        }

        long? after = client.Applied.TryGetValue(room, out var position) ? position : _random.Next(3) == 0 ? null : 0;
        var asked = _now;
        In(1, () =>
        {
            // The server answers now, for members; live events follow from its head on and may overtake the answer.
            if (!connection.IsAlive || connection.Subscriptions.ContainsKey(room) || !room.Members.Contains(client.User))
            {
                return;
            }

            var head = room.Head;
            HistoryEvent[] events = [.. room.Log.Skip((int)Math.Max(after ?? head, head - PageSize))];
            var subscription = connection.Subscriptions[room] = new ModelSubscription();
            In(_random.Next(1, 4), () => Answer(client, connection, room, subscription, new Subscribed
            {
                At = 0, Client = client.Number, User = client.User, Connection = client.Connections, Room = room.Id, Epoch = ModelRoom.Epoch,
                Asked = asked, After = after, LastSeq = head, Events = [.. events], Complete = events.Length == head - (after ?? head),
            }));
        });
    }

    private void Answer(ModelClient client, ModelConnection connection, ModelRoom room, ModelSubscription subscription, Subscribed answer)
    {
        if (!connection.IsAlive)
        {
            return;
        }

        Record(answer with { At = _now });
        subscription.IsAnswered = true;
        subscription.Received = Math.Max(subscription.Received, answer.LastSeq);
        if (answer.Complete)
        {
            client.Applied[room] = subscription.Received;
        }
        else
        {
            client.Applied[room] = answer.After ?? 0;
            subscription.PagesUntil = answer.Events[0].Seq;
            FetchOlder(client, connection, room, subscription);
        }
    }

    /// <summary>Pages from the position applied until the answer joins on.</summary>
    private void FetchOlder(ModelClient client, ModelConnection connection, ModelRoom room, ModelSubscription subscription)
    {
        var (asked, after) = (_now, client.Applied[room]);
        In(1, () =>
        {
            if (!connection.IsAlive || !room.Members.Contains(client.User))
            {
                return;
            }

            var page = Page(client, room, asked, after);
            In(1, () =>
            {
                if (!connection.IsAlive)
                {
                    return;
                }

                Record(page with { At = _now });
                client.Applied[room] = page.Events[^1].Seq;
                if (page.Events[^1].Seq < subscription.PagesUntil - 1)
                {
                    FetchOlder(client, connection, room, subscription);
                    return;
                }

                client.Applied[room] = Math.Max(page.Events[^1].Seq, subscription.Received);
                subscription.PagesUntil = 0;
            });
        });
    }

    /// <summary>One frame: some of what is on its way, in order.</summary>
    private void Receive(ModelClient client, ModelConnection connection, ModelRoom room, ModelSubscription subscription)
    {
        if (!connection.IsAlive || subscription.Sent.Count == 0)
        {
            return;
        }

        var frame = new List<HistoryEvent>();
        for (var count = _random.Next(1, 4); count > 0 && subscription.Sent.TryDequeue(out var e); count--)
        {
            frame.Add(e);
        }

        Record(new Pushed
        {
            At = _now, Client = client.Number, User = client.User, Connection = client.Connections, Room = room.Id, Epoch = ModelRoom.Epoch, Events = [.. frame],
        });
        subscription.Received = Math.Max(subscription.Received, frame[^1].Seq);
        if (subscription is { IsAnswered: true, PagesUntil: 0 })
        {
            client.Applied[room] = subscription.Received;
        }

        if (frame[^1] is { Kind: EventKinds.MemberLeft or EventKinds.MemberKicked } left && left.User == client.User)
        {
            connection.Subscriptions.Remove(room);
            In(_random.Next(5, 40), () => Subscribe(client, room)); // it may have come back meanwhile
        }
        else if (subscription.Sent.Count > 0)
        {
            In(1, () => Receive(client, connection, room, subscription));
        }
    }

    private void TellGap(ModelClient client, ModelRoom room)
    {
        if (client.Connection is { } connection && connection.Subscriptions.GetValueOrDefault(room) is { IsOver: false, IsAnswered: true, PagesUntil: 0 } subscription)
        {
            subscription.IsOver = true;
            subscription.Sent.Clear();
            connection.Subscriptions.Remove(room);
            Record(new GapTold
            {
                At = _now, Client = client.Number, User = client.User, Connection = client.Connections, Room = room.Id, Epoch = ModelRoom.Epoch,
                FromSeq = subscription.Received + 1,
            });
            In(1, () => Subscribe(client, room));
        }
    }

    private void ReadPage(ModelClient client, ModelRoom room)
    {
        var (asked, after) = (_now, _random.Next(3) == 0 ? (long?)null : _random.NextInt64(room.Head));
        In(1, () =>
        {
            if (room.Members.Contains(client.User))
            {
                var page = Page(client, room, asked, after);
                In(_random.Next(1, 4), () => Record(page with { At = _now }));
            }
        });
    }

    private static PageRead Page(ModelClient client, ModelRoom room, long asked, long? after) => new()
    {
        At = 0, Client = client.Number, User = client.User, Connection = 0, Room = room.Id, Epoch = ModelRoom.Epoch, Asked = asked, After = after,
        LastSeq = room.Head, Events = [.. room.Log.Skip((int)(after ?? Math.Max(0, room.Head - PageSize))).Take(PageSize)],
    };
}
