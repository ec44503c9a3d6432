using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Parley.Rooms;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Rooms;

namespace Parley.WebFrontend.Irc;

/// <summary>What the client is to see before a room's live events go on: lines, and events that happened meanwhile.</summary>
internal sealed class IrcOpening(ReadOnlyMemory<byte> frame, Subscription subscription, long after) : Reply(frame)
{
    public Subscription Subscription => subscription;

    /// <summary>The last event that the client has.</summary>
    public long After => after;
}

internal sealed partial class IrcConnection
{
    /// <summary>Messages whose beginnings are remembered, in all rooms of the connection together.</summary>
    private const int MaxRecent = 200;

    /// <summary>Pages that are fetched to fill a hole; what is older the client may ask for.</summary>
    private const int MaxPages = 5;
    private const int PageSize = 200;

    private readonly ConcurrentDictionary<string, IrcRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>Rooms that the user has come into while connected, and where: what was said since then is shown.</summary>
    private readonly ConcurrentDictionary<string, long> _joinedAt = new(StringComparer.Ordinal);
    private readonly string _clientPrefix = "irc-" + Guid.NewGuid().ToString("N")[..16] + "-";

    // These belong to the pump.
    private readonly Dictionary<(string Room, long Seq), IrcTarget> _recent = [];
    private readonly Queue<(string Room, long Seq)> _recentOrder = new();
    private long _ownVersion = -1;
    private int _roomsWanted;

    public override async ValueTask SendAsync(IReadOnlyList<Outgoing> items)
    {
        foreach (var item in items)
        {
            if (item.Reply is { } reply)
            {
                await _stream.WriteAsync(reply.Frame, CancellationToken.None);
                if (reply is IrcOpening opening)
                {
                    await CatchUp(opening);
                }
            }
            else if (item.Batch is { } batch)
            {
                await Show(batch.Room, batch.Events);
            }
            else if (item.Push is { } push)
            {
                await Take(push);
            }
        }

        await _stream.FlushAsync(CancellationToken.None);
    }

    /// <summary>Events in between, of which there may be more than the answer to a subscription holds.</summary>
    private async Task CatchUp(IrcOpening opening)
    {
        var page = opening.Subscription.Page;
        var after = opening.After;
        for (var i = 0; i < MaxPages && !opening.Subscription.Complete && after + 1 < page.FirstSeq; i++)
        {
            var earlier = await Patiently(() => _services.Grains.Room(page.Room).Read(new ReadEvents(User.Id, PageSize) { ReaderRole = User.Role, After = after }));
            if (earlier.IsError || earlier.Value.Events.IsDefaultOrEmpty)
            {
                break;
            }

            await Show(page.Room, [.. earlier.Value.Events.Where(e => e.Seq < page.FirstSeq)]);
            after = earlier.Value.Events[^1].Seq;
        }

        await Show(page.Room, [.. page.Events.Where(e => e.Seq > opening.After)]);
    }

    private async Task Show(string id, ImmutableArray<RoomEvent> events)
    {
        if (!_rooms.TryGetValue(id, out var room) || events.IsEmpty)
        {
            return;
        }

        var nicks = new Dictionary<string, string>();
        var targets = new Dictionary<long, IrcTarget?>();
        foreach (var e in events)
        {
            var (users, target) = IrcEvents.Needs(e);
            foreach (var user in users)
            {
                await Learn(user, nicks);
            }

            if (target is { } seq && !targets.ContainsKey(seq) && await Target(room, seq) is var found)
            {
                targets[seq] = found;
                if (found is not null)
                {
                    await Learn(found.Sender, nicks);
                }
            }

            if (e is MessagePosted { Text: { } text })
            {
                Remember((room.Id, e.Seq), new IrcTarget(e.Sender, IrcEvents.StartOf(text), e.At));
            }
        }

        var lines = Events(room, nicks, targets);
        var shown = events.Where(IsShown).SelectMany(lines.Of).ToList();
        if (shown.Count > 0)
        {
            await _stream.WriteAsync(Encode(shown), CancellationToken.None);
        }

        foreach (var e in events)
        {
            await Follow(room, e);
        }

        bool IsShown(RoomEvent e) => e.Sender != User.Id || e is not MessagePosted || _capabilities.HasFlag(IrcCapabilities.EchoMessage)
            || (!room.IsPrivate && e.ClientId?.StartsWith(_clientPrefix, StringComparison.Ordinal) != true);
    }

    private IrcEvents Events(IrcRoom room, Dictionary<string, string> nicks, Dictionary<long, IrcTarget?> targets) => new(
        room, User.Id, _capabilities, id => id == User.Id ? _nick : nicks.GetValueOrDefault(id, id), seq => targets.GetValueOrDefault(seq), ServerName, _services.PublicUrl, _options.MaxLinesPerMessage);

    /// <summary>What an event changes in what is known of the room here.</summary>
    private async Task Follow(IrcRoom room, RoomEvent e)
    {
        if (e.Removes == User.Id)
        {
            Forget(room);
        }
        else if (e is SettingsChanged { Name: { } name } && !room.IsPrivate)
        {
            var renamed = room with { Name = "#" + name };
            _rooms[room.Id] = renamed;
            await _stream.WriteAsync(
                Encode(
                [
                    IrcLine.Of("PART", room.Name, $"It is called {renamed.Name} now") with { Source = Own },
                    IrcLine.Of("JOIN", renamed.Name) with { Source = Own },
                ]), CancellationToken.None);
        }
    }

    private string Own => IrcEvents.Mask(_nick, ServerName);

    private void Forget(IrcRoom room)
    {
        _rooms.TryRemove(room.Id, out _);
        _services.Subscriptions.Leave(this, room.Id);
    }

    private async Task Learn(string user, Dictionary<string, string> nicks)
    {
        if (!nicks.ContainsKey(user))
        {
            nicks[user] = await NickOf(user);
        }
    }

    /// <summary>Asks again while a silo is being replaced: what is to be shown waits rather than being lost.</summary>
    private async Task<T> Patiently<T>(Func<Task<T>> ask)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (tries < MaxTries && Problems.Unavailability.IsUnavailable(e))
            {
                await Task.Delay(UsualWait, _services.Clock, _whenCut);
            }
        }
    }

    private async ValueTask<string> NickOf(string user) => user == User.Id ? _nick : (await Patiently(() => _services.People.FindAsync(user).AsTask()))?.UserName is { Length: > 0 } name ? name : user;

    private async Task<IrcTarget?> Target(IrcRoom room, long seq)
    {
        if (_recent.TryGetValue((room.Id, seq), out var known))
        {
            return known;
        }

        var page = await Patiently(() => _services.Grains.Room(room.Id).Message(User.Actor, seq));
        if (page.Value is not { Messages: [var message, ..] })
        {
            return null;
        }

        var found = new IrcTarget(message.Sender, IrcEvents.StartOf(message.Text), message.At);
        Remember((room.Id, seq), found);
        return found;
    }

    private void Remember((string Room, long Seq) key, IrcTarget target)
    {
        if (_recent.TryAdd(key, target))
        {
            _recentOrder.Enqueue(key);
            if (_recentOrder.Count > MaxRecent)
            {
                _recent.Remove(_recentOrder.Dequeue());
            }
        }
    }

    /// <summary>What the server says by itself is written once for all protocols, as JSON.</summary>
    private async Task Take(Push push)
    {
        using var json = JsonDocument.Parse(push.Body.Utf8);
        var body = json.RootElement;
        switch (push.Kind)
        {
            case "gap":
                var (room, epoch, after) = (body.GetProperty("room").GetString()!, body.GetProperty("epoch").GetString(), body.GetProperty("fromSeq").GetInt64() - 1);
                _ = Later(() => Resume(room, epoch, after));
                break;
            case "me" when IsAboutRooms(body):
                WantRooms();
                break;
            case "ephemeral" when _capabilities.HasFlag(IrcCapabilities.MessageTags) && body.GetProperty("kind").GetString() == "typing"
                && body.GetProperty("user").GetString() is { } user && user != User.Id && _rooms.TryGetValue(body.GetProperty("room").GetString()!, out var typed):
                var line = IrcLine.Of("TAGMSG", typed.IsPrivate ? _nick : typed.Name) with
                {
                    Source = IrcEvents.Mask(await NickOf(user), ServerName), Tags = [new("+typing", "active")],
                };
                await _stream.WriteAsync(Encode([line]), CancellationToken.None);
                break;
        }
    }

    /// <summary>Also if something may have been missed.</summary>
    private bool IsAboutRooms(JsonElement news)
    {
        var follows = news.GetProperty("after").GetInt64() == _ownVersion;
        _ownVersion = news.GetProperty("version").GetInt64();
        var isAbout = !follows;
        foreach (var change in news.GetProperty("changes").EnumerateArray().Where(change => change.GetProperty("kind").GetString() == "membership"))
        {
            isAbout = true;
            if (change.GetProperty("member").GetBoolean() && _joinedAt.Count < _options.MaxRooms)
            {
                _joinedAt[change.GetProperty("room").GetString()!] = change.GetProperty("seq").GetInt64();
            }
        }

        return isAbout;
    }

    /// <summary>Events of the room were lost for a moment, since the client reads too slowly or a silo has died: they are fetched.</summary>
    private async Task Resume(string id, string? epoch, long after)
    {
        if (!_rooms.TryGetValue(id, out var room))
        {
            return;
        }

        var query = RoomRequests.Subscribe(User.Actor, Math.Max(0, after), epoch);
        var outcome = await _services.Subscriptions.SubscribeAsync(this, id, query.Value!, subscription => Queue.Answer(new IrcOpening(default, subscription, after)));
        if (outcome.IsError)
        {
            Leave(room, outcome.Error.Message);
        }
    }

    /// <summary>The user's rooms may be others than those that are open here. Returns at once.</summary>
    private void WantRooms()
    {
        if (Interlocked.Exchange(ref _roomsWanted, 1) == 0)
        {
            _ = Later(() =>
            {
                Volatile.Write(ref _roomsWanted, 0);
                return OpenMine();
            });
        }
    }

    private async Task WantRoomsAfter(TimeSpan wait)
    {
        await Task.Delay(wait, _services.Clock, _whenCut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_whenCut.IsCancellationRequested)
        {
            WantRooms();
        }
    }

    /// <summary>Off the pump: what holds the turn may wait for the pump.</summary>
    private async Task Later(Func<Task> work)
    {
        try
        {
            await Task.Run(() => InTurn(work), _whenCut);
        }
        catch (Exception) when (_whenCut.IsCancellationRequested || IsGone)
        {
            // The client has gone meanwhile.
        }
        catch (Exception e)
        {
            // The client would not know what it misses.
            _services.LogCommandFailed(e);
            Close(Closing.CutOff(_services.Realtime.ReconnectSpread));
        }
    }
}
