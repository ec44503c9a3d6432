using Parley.Faults.History;

namespace Parley.Faults.Checking.Rules;

/// <summary>C11: a while after the last heal and the last acknowledgement every client that still subscribes has everything; and no room was away for longer than allowed.</summary>
public static class Convergence
{
    public static IEnumerable<Violation> Check(RoomRun room, CheckOptions options)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(options);
        return [.. Subscribers(room, options.ConvergeWithin), .. Unavailable(room, options.MaxUnavailability)];
    }

    private static IEnumerable<Violation> Subscribers(RoomRun room, TimeSpan within)
    {
        if (room.Log is not { } log)
        {
            yield break;
        }

        var lastAck = room.Operations.SelectMany(operation => operation.Acks).MaxBy(ack => ack.At);
        var deadline = Math.Max(room.HealedAt, lastAck?.At ?? 0) + Nanoseconds.Of(within);
        foreach (var client in room.Clients.Where(client => log.Memberships.IsMember(client.User, log.Head)))
        {
            if (Subscriber.Follow(room.Room, client) is not { IsExpectedAtEnd: true } subscriber)
            {
                continue;
            }

            if (subscriber.Position < log.Head)
            {
                yield return Late(client, subscriber, $"is at {subscriber.Position} in the end; the head is {log.Head}");
            }
            else if (subscriber.ReachedAt > deadline)
            {
                yield return Late(client, subscriber, $"came to the head {log.Head} only {Nanoseconds.Seconds(subscriber.ReachedAt - deadline + Nanoseconds.Of(within))} after all was healed and quiet");
            }
        }

        Violation Late(ClientView client, Subscriber subscriber, string what) => Violation.Of(Rule.Convergence, room.Room, log.Head, null,
            $"client {client.Client} ({client.User}) {what}", subscriber.LastStep, client.Records[^1], lastAck);
    }

    private static IEnumerable<Violation> Unavailable(RoomRun room, TimeSpan? limit)
    {
        if (Unavailability.Longest(room) is { } longest && limit is { } allowed && longest.Duration > allowed)
        {
            yield return Violation.Of(Rule.Convergence, room.Room, null, longest.Asked.ClientId,
                $"the room was away for {longest.Duration.TotalSeconds:0.0} s: nothing was acknowledged after {longest.Asked.User} asked; {allowed.TotalSeconds:0.0} s are allowed",
                longest.Asked, longest.Ended);
        }
    }
}
