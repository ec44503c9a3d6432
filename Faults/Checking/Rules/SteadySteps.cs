namespace Parley.Faults.Checking.Rules;

/// <summary>C5: each client that subscribes goes forward by one, over all its connections. <see cref="Subscriber"/> follows it.</summary>
public static class SteadySteps
{
    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.Clients.SelectMany(client => Check(room, client));
    }

    private static IEnumerable<Violation> Check(RoomRun room, ClientView client)
    {
        var subscriber = Subscriber.Follow(room.Room, client);
        var mayRead = room.Log is not { } log || log.Memberships.IsMember(client.User, log.Head); // else it could not page any more
        return mayRead && subscriber.MissingAtEnd is { } missing ? subscriber.Violations.Append(missing) : subscriber.Violations;
    }
}
