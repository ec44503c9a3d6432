using Parley.Errors;
using Parley.Rooms;

namespace Parley.WebFrontend.Realtime;

public sealed partial class RoomFanout
{
    /// <summary>
    /// Puts a subscriber into the list before its history is read; live events are held for it. Without a position it is not
    /// taken, and the answer is a task that ends when there may be one.
    /// </summary>
    /// <returns>Null if it was taken. Else: the reason why the room could not be attached, or null to try again, with another
    /// <see cref="RoomFanout"/> if this one is gone.</returns>
    public Task<Error?>? TryJoin(Subscriber subscriber)
    {
        lock (_section)
        {
            if (_link == RoomLink.Ended)
            {
                return Task.FromResult<Error?>(null);
            }

            // An attachment that only repairs a gap does not hinder: what is passed on later is held like everything else.
            if (_epoch is null || _link is RoomLink.None or RoomLink.Ending)
            {
                return (_attached ??= new TaskCompletionSource<Error?>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            subscriber.Joining = new Subscriber.JoiningState(_last);
            subscriber.Index = _subscribers.Count;
            _subscribers.Add(subscriber);
            return null;
        }
    }

    /// <summary>
    /// History is there: answers it, then what was held beyond it, then live events go on. Nothing else is passed to the
    /// listener in between.
    /// </summary>
    /// <param name="answer">Queues the history for the listener; called once at most.</param>
    public JoinResult Complete(Subscriber subscriber, Subscription subscription, Action<Subscription>? answer)
    {
        lock (_section)
        {
            if (subscriber.Ended || subscriber.Joining is not { } joining)
            {
                Drop(subscriber);
                return JoinResult.Ended;
            }

            // Membership was decided at the head. A removal beyond it, a head behind what was passed on before, or another
            // epoch: the answer is out of date.
            var head = subscription.Page.LastSeq;
            if (joining.StartAgain || joining.RemovedAt > head || head < joining.At || subscription.Page.Epoch != _epoch)
            {
                Drop(subscriber);
                return subscription.Page.Epoch != _epoch ? JoinResult.AttachAgain : JoinResult.Again;
            }

            subscriber.Joining = null;
            subscriber.Cursor = head;
            subscriber.Floor = subscription.Page.Floor;
            subscriber.Line.Begin(head);
            answer?.Invoke(subscription);
            foreach (var batch in joining.Held)
            {
                Pass(batch, subscriber);
            }

            return JoinResult.Joined;
        }
    }

    /// <summary>Takes a subscriber out. Nothing is passed to it afterwards.</summary>
    /// <param name="answer">Queues the answer, behind what was passed before.</param>
    public void Leave(Subscriber subscriber, Action? answer = null)
    {
        lock (_section)
        {
            subscriber.End();
            Drop(subscriber);
            answer?.Invoke();
        }
    }

    /// <summary>Passes the part of a batch on that the subscriber has not had; answers with how many events those are.</summary>
    private int Pass(EncodedBatch batch, Subscriber subscriber)
    {
        if (subscriber.Ended)
        {
            Drop(subscriber);
            return 0;
        }

        if (subscriber.Joining is { } joining)
        {
            HoldFor(joining, batch);
            return 0;
        }

        if (batch.After(subscriber.Cursor) is not { } rest)
        {
            return 0;
        }

        subscriber.Cursor = rest.To;
        if (!subscriber.Listener.Events(rest.For(subscriber.Floor), subscriber))
        {
            Drop(subscriber);
        }

        return rest.Events.Length;
    }

    private static void HoldFor(Subscriber.JoiningState joining, EncodedBatch batch)
    {
        if (joining.StartAgain || joining.HeldBytes + batch.Size > MaxHeldBytes)
        {
            joining.StartAgain = true;
            joining.Held.Clear();
            return;
        }

        joining.Held.Add(batch);
        joining.HeldBytes += batch.Size;
    }

    /// <summary>A user is no member any more since an event that has just been passed on.</summary>
    private void Remove(string user, long seq)
    {
        for (var i = _subscribers.Count - 1; i >= 0; i--)
        {
            var subscriber = _subscribers[i];
            if (subscriber.Listener.UserId != user)
            {
                continue;
            }

            if (subscriber.Joining is { } joining)
            {
                joining.RemovedAt = seq; // it depends on where its membership will turn out to have been decided
            }
            else if (subscriber.Cursor <= seq)
            {
                subscriber.End();
                Drop(subscriber);
            }
        }
    }

    /// <summary>Events are lost for good: everybody is told, and those that are joining begin again.</summary>
    /// <param name="epoch">The room's, from now on; another one than before makes everybody a new reader.</param>
    private void EndAll(string epoch)
    {
        for (var i = _subscribers.Count - 1; i >= 0; i--)
        {
            var subscriber = _subscribers[i];
            if (subscriber.Joining is { } joining)
            {
                joining.StartAgain = true;
                joining.Held.Clear();
            }
            else
            {
                // Not the room's position: history may have reached further.
                if (!subscriber.Ended)
                {
                    subscriber.Listener.Gap(subscriber, epoch, epoch == _epoch ? subscriber.Cursor + 1 : 1);
                }

                Drop(subscriber);
            }
        }
    }

    /// <summary>The last one takes the place of the one that goes.</summary>
    private void Drop(Subscriber subscriber)
    {
        if (subscriber.Index < 0)
        {
            return;
        }

        var last = _subscribers[^1];
        _subscribers[subscriber.Index] = last;
        last.Index = subscriber.Index;
        _subscribers.RemoveAt(_subscribers.Count - 1);
        (subscriber.Index, subscriber.Joining) = (-1, null);
    }

    /// <summary>Bytes of live events that may wait for one subscriber's history.</summary>
    private const int MaxHeldBytes = 4 * 1024 * 1024;
}

/// <summary>What came of <see cref="RoomFanout.Complete"/>.</summary>
public enum JoinResult
{
    Joined,

    /// <summary>The history is out of date: join and ask again.</summary>
    Again,

    /// <summary>The same, and the room must be attached anew before.</summary>
    AttachAgain,

    /// <summary>The subscriber left meanwhile.</summary>
    Ended,
}
