using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.WebFrontend.Realtime;

/// <summary>Brings connections into rooms and out of them.</summary>
public sealed class Subscriptions(RoomTable rooms, Attachments attachments, IGrainFactory grains, IOptions<RealtimeOptions> options, TimeProvider clock)
{
    /// <summary>How often a history may turn out to be out of date before the client is asked to come again.</summary>
    private const int MaxTries = 5;

    private static readonly TimeSpan BusyRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Subscribes a connection, in the place of an earlier subscription of it to the room. Live events go on where the
    /// answer ends.
    /// </summary>
    /// <param name="room">Room id.</param>
    /// <param name="answer">Queues the answer for the connection ahead of all live events; null if these may come first.</param>
    public async Task<Outcome<Subscription>> SubscribeAsync(
        ClientConnection connection, string room, SubscribeReader query, Action<Subscription>? answer = null)
    {
        if (connection.Subscriptions.Count >= options.Value.MaxSubscriptions && !connection.Subscriptions.ContainsKey(room))
        {
            return ErrorCatalog.Error(ErrorCatalog.Throttled, $"One connection may be subscribed to {options.Value.MaxSubscriptions} rooms. Unsubscribe from some.");
        }

        Leave(connection, room);
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            // 1. The subscriber is in the room's list, held, before its history is read.
            var subscriber = new Subscriber(connection, room);
            var fanout = rooms.Get(room);
            if (await Join(fanout, subscriber) is { } notAttached)
            {
                return notAttached;
            }

            if (subscriber.Joining is null)
            {
                continue; // the room was just let go; another object stands for it now
            }

            // 2. The room decides, at a head that it names.
            Outcome<Subscription> outcome;
            try
            {
                outcome = await grains.Room(room).Subscribe(query);
            }
            catch
            {
                fanout.Leave(subscriber);
                throw;
            }

            if (outcome.IsError)
            {
                fanout.Leave(subscriber);
                return outcome.Error;
            }

            // 3. History, what was held beyond it, live events: in one section.
            connection.Replace(room, subscriber);
            switch (fanout.Complete(subscriber, outcome.Value, answer))
            {
                case JoinResult.Joined:
                    LeaveIfGone(connection, room);
                    return outcome;
                case JoinResult.AttachAgain:
                    attachments.Attach(fanout);
                    break;
                case JoinResult.Ended:
                    return ErrorCatalog.BusyFor(BusyRetryAfter);
            }

            connection.Forget(subscriber);
        }

        return ErrorCatalog.BusyFor(BusyRetryAfter);
    }

    /// <summary>Ends the connection's subscription to a room, if there is one.</summary>
    /// <param name="answer">Queues the answer, behind the last event.</param>
    public void Leave(ClientConnection connection, string room, Action? answer = null)
    {
        if (connection.Forget(room) is { } subscriber && rooms.Find(room) is { } fanout)
        {
            fanout.Leave(subscriber, answer);
        }
        else
        {
            answer?.Invoke();
        }
    }

    /// <summary>The connection has ended.</summary>
    public void LeaveAll(ClientConnection connection)
    {
        foreach (var room in connection.Subscriptions.Keys)
        {
            Leave(connection, room);
        }
    }

    /// <summary>The connection may have ended, and left all its rooms, while this one was not among them yet.</summary>
    private void LeaveIfGone(ClientConnection connection, string room)
    {
        if (connection.IsGone)
        {
            Leave(connection, room);
        }
    }

    /// <summary>Puts the subscriber into the room, which is attached if need be. The reason, if that does not succeed.</summary>
    private async Task<Error?> Join(RoomFanout fanout, Subscriber subscriber)
    {
        while (fanout.TryJoin(subscriber) is { } attached)
        {
            attachments.Attach(fanout);
            try
            {
                if (await attached.WaitAsync(options.Value.AttachTimeout, clock) is { } reason)
                {
                    return reason;
                }
            }
            catch (TimeoutException)
            {
                return ErrorCatalog.BusyFor(BusyRetryAfter);
            }

            if (rooms.Find(fanout.Room) != fanout)
            {
                return null;
            }
        }

        return null;
    }
}
