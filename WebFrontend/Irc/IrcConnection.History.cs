using System.Globalization;
using Parley.Rooms;
using Parley.WebFrontend.Throttling;
using Parley.Wire;

namespace Parley.WebFrontend.Irc;

/// <summary>What was said before (IRCv3 chathistory).</summary>
internal sealed partial class IrcConnection
{
    /// <summary>Numbers of rooms have at most 53 bits, so that a search by halves ends before.</summary>
    private const int MaxHalves = 54;

    private int _batches;

    private async Task History(IrcLine line)
    {
        var (kind, name) = (First(line).ToUpperInvariant(), At(line, 1));
        if (kind == "TARGETS")
        {
            await Targets(line);
            return;
        }

        if (!MayRead || Open(name) is not { } room)
        {
            Fail("CHATHISTORY", "INVALID_TARGET", $"{kind} {name}", "You are not in this room.");
            return;
        }

        while (await _services.Throttle.AcquireAsync(ThrottleScopes.Read, User.Id) is { } wait)
        {
            await Task.Delay(wait, _services.Clock, _whenCut);
        }

        var limit = int.TryParse(line.Parameters[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, _options.MaxHistory) : 0;
        var isBetween = kind == "BETWEEN";
        if (limit == 0 || line.Parameters.Length != (isBetween ? 5 : 4))
        {
            Fail("CHATHISTORY", "INVALID_PARAMS", kind, "It is CHATHISTORY LATEST, BEFORE, AFTER or AROUND with target, message and limit, or BETWEEN with two messages.");
            return;
        }

        var from = await Place(room, At(line, 2));
        var to = isBetween ? await Place(room, At(line, 3)) : null;
        if ((from is null && !(kind == "LATEST" && At(line, 2) == "*")) || (isBetween && to is null))
        {
            Fail("CHATHISTORY", "INVALID_MSGREFTYPE", kind, "A message is named by msgid=… or timestamp=….");
            return;
        }

        var messages = await Messages(room, kind, from, to, limit);
        if (messages is null)
        {
            Fail("CHATHISTORY", "MESSAGE_ERROR", $"{kind} {name}", "The messages could not be read.");
            return;
        }

        await SayHistory(room, messages);
    }

    /// <summary>Oldest first; null: there is no such question, or the room refuses it.</summary>
    private async Task<IReadOnlyList<RoomMessage>?> Messages(IrcRoom room, string kind, Place? from, Place? to, int limit)
    {
        var query = new ReadMessages(User.Id, limit) { ReaderRole = User.Role };
        switch (kind)
        {
            case "LATEST":
                return (await Read(room, query))?.Where(message => from is null || message.Seq > from.Last).ToList();
            case "BEFORE":
                return await Read(room, query with { Before = from!.First });
            case "AFTER":
                return await Read(room, query with { After = from!.Last });
            case "AROUND":
                return await Read(room, query with { Around = from!.First });
            case "BETWEEN" when from!.Last < to!.First:
                return (await Read(room, query with { After = from.Last }))?.Where(message => message.Seq < to.First).ToList();
            case "BETWEEN":
                return (await Read(room, query with { Before = from!.First }))?.Where(message => message.Seq > to!.Last).ToList();
            default:
                return null;
        }
    }

    private async Task<IReadOnlyList<RoomMessage>?> Read(IrcRoom room, ReadMessages query)
    {
        var page = await _services.Grains.Room(room.Id).Messages(query);
        return page.IsError ? null : page.Value.Messages;
    }

    private async Task SayHistory(IrcRoom room, IReadOnlyList<RoomMessage> messages)
    {
        var nicks = new Dictionary<string, string>();
        var targets = new Dictionary<long, IrcTarget?>();
        foreach (var message in messages)
        {
            await Learn(message.Sender, nicks);
            targets[message.Seq] = new IrcTarget(message.Sender, IrcEvents.StartOf(message.Text), message.At);
        }

        var events = Events(room, nicks, targets);
        if (!_capabilities.HasFlag(IrcCapabilities.Batch))
        {
            messages.SelectMany(events.Of).ToList().ForEach(Say);
            return;
        }

        var batch = string.Create(CultureInfo.InvariantCulture, $"h{++_batches}");
        Say(IrcLine.Of("BATCH", "+" + batch, "chathistory", room.Name) with { Source = ServerName });
        foreach (var line in messages.SelectMany(events.Of))
        {
            Say(line with { Tags = [new("batch", batch), .. line.Tags] });
        }

        Say(IrcLine.Of("BATCH", "-" + batch) with { Source = ServerName });
    }

    /// <summary>Where a room and the conversations of two have something new between two times.</summary>
    private async Task Targets(IrcLine line)
    {
        if (line.Parameters.Length != 4 || Time(At(line, 1)) is not { } one || Time(At(line, 2)) is not { } other || !int.TryParse(line.Parameters[3], NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            Fail("CHATHISTORY", "INVALID_PARAMS", "TARGETS", "It is CHATHISTORY TARGETS with two times and a limit.");
            return;
        }

        var (from, to) = one < other ? (one, other) : (other, one);
        var found = new List<(DateTimeOffset At, string Name)>();
        foreach (var (_, room) in _rooms)
        {
            if (await Read(room, new ReadMessages(User.Id, 1) { ReaderRole = User.Role }) is [.., var last] && last.At > from && last.At < to)
            {
                found.Add((last.At, room.Name));
            }
        }

        var batch = string.Create(CultureInfo.InvariantCulture, $"h{++_batches}");
        Say(IrcLine.Of("BATCH", "+" + batch, "draft/chathistory-targets") with { Source = ServerName });
        foreach (var (at, name) in found.OrderBy(target => target.At).Take(Math.Min(limit, _options.MaxHistory)))
        {
            Say(IrcLine.Of("CHATHISTORY", "TARGETS", name, WireTime.Format(at)) with { Source = ServerName, Tags = [new("batch", batch)] });
        }

        Say(IrcLine.Of("BATCH", "-" + batch) with { Source = ServerName });
    }

    /// <summary>The place that a client names, by message or by time. Null: it is none.</summary>
    private async Task<Place?> Place(IrcRoom room, string text) =>
        text.StartsWith("msgid=", StringComparison.Ordinal) && IrcEvents.SeqOf(room.Id, text["msgid=".Length..]) is { } seq ? new Place(seq, seq)
        : Time(text) is { } time ? await At(room, time)
        : null;

    private static DateTimeOffset? Time(string text) =>
        text.StartsWith("timestamp=", StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text.AsSpan("timestamp=".Length), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>Between which events a time lies, found by halves.</summary>
    private async Task<Place?> At(IrcRoom room, DateTimeOffset time)
    {
        var grain = _services.Grains.Room(room.Id);
        var newest = await grain.Read(new ReadEvents(User.Id, 1) { ReaderRole = User.Role });
        if (newest.IsError)
        {
            return null;
        }

        var first = await FirstAfter(grain, newest.Value, time, isIncluded: true);
        var next = await FirstAfter(grain, newest.Value, time, isIncluded: false);
        return first is null || next is null ? null : new Place(first.Value, next.Value - 1);
    }

    /// <summary>Number of the first event of a time or later, to the millisecond that clients are told; behind the head if there is none.</summary>
    private async Task<long?> FirstAfter(IRoomGrain grain, EventPage newest, DateTimeOffset time, bool isIncluded)
    {
        var (low, high) = (Math.Max(1, newest.Floor), newest.LastSeq + 1);
        var limit = time.ToUnixTimeMilliseconds();
        for (var i = 0; i < MaxHalves && low < high; i++)
        {
            var middle = low + ((high - low) / 2);
            var page = await grain.Read(new ReadEvents(User.Id, 1) { ReaderRole = User.Role, After = middle - 1 });
            if (page.IsError || page.Value.Events.IsDefaultOrEmpty)
            {
                return null;
            }

            var at = page.Value.Events[0].At.ToUnixTimeMilliseconds();
            (low, high) = at > limit || (isIncluded && at == limit) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}

/// <summary>A message, or a moment between some: what is before it is before <paramref name="First"/>, what is after it is after <paramref name="Last"/>.</summary>
internal sealed record Place(long First, long Last);
