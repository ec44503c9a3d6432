using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Dashboard;
using Parley.Grains.Ids;
using Parley.Grains.Moderation;
using Parley.Grains.Realtime;
using Parley.Grains.Storage;
using Parley.Moderation;
using Parley.Realtime;
using Parley.Retention;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// The shell around a room: <see cref="RoomLine"/> decides and appends, <see cref="RoomPublisher"/> delivers. Reentrant, so that commands
/// gather while an append is under way; both parts allow for that.
/// </summary>
[GrainType("room"), Reentrant]
public sealed partial class RoomGrain : Grain, IRoomGrain
{
    private readonly IPersistentState<RoomSnapshot> _snapshot;
    private readonly IRoomLog _log;
    private readonly IdMint _ids;
    private readonly RoomOptions _options;
    private readonly HostedRooms _hosted;
    private readonly FrontendRegistry _frontends;
    private readonly IRoomWatcher[] _watchers;
    private readonly RoomDeletions _deletions;
    private readonly WordRules _words;
    private Task _wordsAsked = Task.CompletedTask;
    private readonly ILogger<RoomGrain> _logger;
    private readonly string _silo;
    private readonly string _id;
    private readonly RoomLine _line;
    private readonly RoomPublisher _publisher;

    /// <summary>Number of the last event in the stored snapshot, or in the one being stored.</summary>
    private long _snapshotSeq;
    private bool _storingSnapshot;

    public RoomGrain(
        [PersistentState("room", GrainsRegistration.StateStore)] IPersistentState<RoomSnapshot> snapshot,
        IRoomLog log, IdMint ids, TimeProvider clock, IOptions<RoomOptions> options, SiloBacklog backlog, HostedRooms hosted, FrontendRegistry frontends,
        SiloMetrics metrics, IEnumerable<IRoomWatcher> watchers, RoomDeletions deletions, WordRules words, IOptions<RetentionOptions> retention, ILocalSiloDetails silo, ILogger<RoomGrain> logger)
    {
        _snapshot = snapshot;
        _log = log;
        _ids = ids;
        _options = options.Value;
        _hosted = hosted;
        _frontends = frontends;
        _watchers = [.. watchers];
        _deletions = deletions;
        _words = words;
        _logger = logger;
        _silo = silo.SiloAddress.ToParsableString();
        _id = this.GetPrimaryKeyString();
        _line = new RoomLine(_id, log, clock, _options, backlog, metrics, logger) { Committed = OnCommitted, Retention = retention.Value };
        _publisher = new RoomPublisher(_id, _line, _options, hosted, frontends, logger);
    }

    public async Task<Outcome<Done>> Do(RoomCommand command)
    {
        var outcome = await (_wordsAsked.IsCompleted && TakesKnownWords(command) ? _line.DoAsync(command) : await InTurn(command));
        LeaveIfUseless();
        return outcome.Error is { Code: ErrorCatalog.MessageHeld } held ? await Hold(command, held) : outcome;
    }

    public Task FollowWordRules()
    {
        _words.Forget(_id);
        return Task.CompletedTask;
    }

    public async Task<Outcome<RoomView>> Describe(Actor reader)
    {
        var standing = await _line.StandingAsync(reader.Id);
        if ((Refusal() ?? RoomAccess.Refuse(reader.Role, standing, RoomPermission.Know)) is { } refusal)
        {
            return refusal;
        }

        var room = _line.Room;
        return new RoomView(
            _id, room.Name, room.Title, room.Visibility, _line.Epoch!, room.LastSeq, room.N, room.CreatedBy, room.CreatedAt, standing.Role)
        {
            Topic = room.Topic, SlowMode = room.SlowMode, IsArchived = room.IsArchived, Permissions = RoomAccess.Permissions(reader.Role, standing).Deleting(reader.Role, _options.OwnersMayDelete),
            People = room.Visibility == RoomVisibility.Group ? room.People : null, History = room.History, Leavers = room.Leavers, Retention = room.Retention,
        };
    }

    public async Task<Outcome<EventPage>> Read(ReadEvents query)
    {
        // From the database in one moment: page and membership cannot disagree, however old this activation is.
        var limited = query with { Limit = Math.Clamp(query.Limit, 1, _options.MaxPageEvents) };
        var page = await OnDisk(() => _log.ReadPageAsync(_id, limited, _options.MaxPageCharacters), page => page.Head);
        if (page.Head is null || _line.Room.IsDeleted || (page.Member is null && !page.IsFormer))
        {
            return await NoMember(new Actor(query.Reader, query.ReaderRole));
        }

        return new EventPage(_id, page.Head.Epoch, page.Head.LastSeq, page.Floor, page.Events);
    }

    public async Task<Outcome<MessagePage>> Messages(ReadMessages query)
    {
        var limited = query with { Limit = Math.Clamp(query.Limit, 1, _options.MaxPageEvents) };
        return await PageOf(() => _log.ReadMessagesAsync(_id, limited, _options.MaxPageCharacters, _options.MaxReactionUsers), new Actor(query.Reader, query.ReaderRole));
    }

    public async Task<Outcome<MessagePage>> Message(Actor reader, long seq)
    {
        var page = await PageOf(() => _log.ReadMessageAsync(_id, reader.Id, seq, _options.MaxReactionUsers), reader);
        return page is { Value.Messages.IsEmpty: true } ? ErrorCatalog.Error(ErrorCatalog.MessageNotFound) : page;
    }

    public async Task<Outcome<MessagePage>> LookBack(Actor reader, long seq)
    {
        var page = await PageOf(() => _log.ReadMessageAsync(_id, reader.Id, seq, _options.MaxReactionUsers, looksBack: true), reader);
        return page is { Value.Messages.IsEmpty: true } ? ErrorCatalog.Error(ErrorCatalog.MessageNotFound) : page;
    }

    public async Task<Outcome<MessagePage>> Pins(Actor reader) =>
        await PageOf(() => _log.ReadPinsAsync(_id, reader.Id, _options.MaxPageEvents, _options.MaxReactionUsers), reader);

    public async Task<Outcome<ImmutableArray<MessageVersion>>> Edits(Actor reader, long seq)
    {
        var message = await Message(reader, seq);
        if (message.IsError)
        {
            return message.Error;
        }

        if (!_options.EditHistory)
        {
            return ErrorCatalog.Error(ErrorCatalog.Forbidden, "Former texts are not shown on this server.");
        }

        // Of a later moment: what was deleted in between is gone.
        var versions = await _log.ReadVersionsAsync(_id, seq, _options.MaxPageEvents);
        return versions.IsEmpty ? ErrorCatalog.Error(ErrorCatalog.MessageDeleted) : versions;
    }

    public async Task<Outcome<ImmutableArray<long>>> FindMessages(FindMessages query) =>
        await RefuseModerating(query.Reader) is { } refusal ? refusal : await _deletions.FindAsync(_id, query, _line.Room.FloorOf(query.Reader.Id) ?? _line.Room.LastSeq + 1, _line.Room.LastSeq);

    public async Task<Outcome<ImmutableArray<Deletion>>> Deletions(Actor reader) =>
        await RefuseModerating(reader) is { } refusal ? refusal : await _deletions.ListAsync(_id);

    public async Task<Outcome<ImmutableArray<int>>> Choices(Actor reader, long seq)
    {
        var message = await Message(reader, seq);
        if (message.IsError)
        {
            return message.Error;
        }

        // Of a later moment: what was chosen in between is right as well.
        var (_, facts) = await _log.FactsAsync(_id, RoomNeeds.None with { Polls = [(seq, reader.Id)] });
        return facts.Polls.GetValueOrDefault(seq) is { } poll ? poll.Of[reader.Id] : ErrorCatalog.InvalidField("seq", "There is no poll in this message.");
    }

    public async Task<Outcome<ForwardedMessage>> Forwarded(Actor reader, long seq)
    {
        var message = await Message(reader, seq);
        if (message.IsError)
        {
            return message.Error;
        }

        if (message.Value.Messages[0].Forward is not { } from)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound, "This message passes none on.");
        }

        var seen = from.Room == _id ? await Glimpse(reader, from.Seq) : await GrainFactory.Room(from.Room).Glimpse(reader, from.Seq);
        return new ForwardedMessage(from, seen.Text, seen.Files, seen.EditedAt, seen.IsReadable);
    }

    public async Task<Glimpse> Glimpse(Actor reader, long seq)
    {
        var message = await Message(reader, seq);
        if (message.Value is { Messages: [var read] })
        {
            return new Glimpse(read.Text, read.Files, read.EditedAt, IsReadable: true);
        }

        // Who could walk in and read it is told what it says. Nobody else is told anything, nor that there is something.
        var standing = await _line.StandingAsync(reader.Id);
        if (message.Error?.Code == ErrorCatalog.MessageNotFound || Refusal() is not null || _line.Room.History != RoomHistory.Open
            || !RoomAccess.May(reader.Role, standing, RoomPermission.Join))
        {
            return Parley.Rooms.Glimpse.Nothing;
        }

        var versions = await _log.ReadVersionsAsync(_id, seq, int.MaxValue);
        return versions.IsEmpty ? Parley.Rooms.Glimpse.Nothing : new Glimpse(versions[^1].Text, null, versions.Length > 1 ? versions[^1].At : null, IsReadable: false);
    }

    public async Task<Outcome<Subscription>> Subscribe(SubscribeReader query)
    {
        var standing = await _line.StandingAsync(query.Reader);
        if ((Refusal() ?? RoomAccess.Refuse(query.ReaderRole, standing, RoomPermission.Read)) is { } refusal)
        {
            return refusal;
        }

        // From here to the answer there is no await when the tail has it all: head, membership and events are of one moment.
        var head = _line.Room.LastSeq;
        var isNew = query.After > head || (query.Epoch is not null && query.Epoch != _line.Epoch);
        var after = isNew ? 0 : query.After ?? head;
        if (_line.Room.FloorOf(query.Reader) is { } floor && Math.Max(after, floor - 1) is var from && (from == head || _line.Tail.Covers(from)))
        {
            var events = _line.Tail.After(from, _options.MaxPageEvents, _options.MaxPageCharacters);
            if (events.Length == head - from)
            {
                events = floor == 1 ? events : [.. events.Select(e => EventHidden.For(e, floor))];
                return new Subscription(new EventPage(_id, _line.Epoch!, head, floor, events), Complete: true);
            }
        }

        return await SubscribeFromLog(new Actor(query.Reader, query.ReaderRole), after);
    }

    public async Task<Outcome<ReadPosition>> Position(Actor reader, long seq)
    {
        var standing = await _line.StandingAsync(reader.Id);
        if ((Refusal() ?? RoomAccess.Refuse(reader.Role, standing, RoomPermission.Read)) is { } refusal)
        {
            return refusal;
        }

        var (room, at) = (_line.Room, Math.Clamp(seq, (_line.Room.FloorOf(reader.Id) ?? 1) - 1, _line.Room.LastSeq));
        var n = at == room.LastSeq ? room.N : _line.Tail.Find(at)?.N ?? await _log.CountAtAsync(_id, at);
        return new ReadPosition(_id, at, n) { IsUntold = room.MemberCount > _options.MaxSeenMembers };
    }

    public async Task<Outcome<Attachment>> Attach(AttachFrontend request)
    {
        await _line.EnsureCurrentAsync();
        if (!_line.Room.IsDeleted && Refusal() is { } refusal) // of one that is deleted the members who look are told that they are none any more
        {
            return refusal;
        }

        if (request.After is { } after && request.Epoch == _line.Epoch)
        {
            await _line.ReachBackAsync(after);
        }

        // Without an await in between: the answer ends where the deliveries begin.
        var missed = request.After is null ? [] : Missed(request);
        var head = _line.Room.LastSeq;
        _publisher.Attach(request.Frontend, request.Observer, head);
        return new Attachment(_line.Epoch!, head, _silo, missed ?? [], Reset: missed is null);
    }

    public Task Detach(string frontend)
    {
        _publisher.Detach(frontend);
        return Task.CompletedTask;
    }

    public Task Typing(string user)
    {
        // Only for whom the room knows as somebody who may write: ephemera are not worth a look at the database. What the user is on the
        // server makes no difference to that.
        if (RoomAccess.May(ServerRole.Guest, _line.Room.StandingOf(user), RoomPermission.Write))
        {
            _publisher.Ephemeral(new RoomEphemeral(_id, "typing", user));
        }

        return Task.CompletedTask;
    }

    public Task Seen(string user, long seq)
    {
        // Only of whom the room knows as a member, as for typing.
        if (_line.Room.MemberCount <= _options.MaxSeenMembers && _line.Room.StandingOf(user).Role is not null && seq <= _line.Room.LastSeq)
        {
            _publisher.Ephemeral(new RoomEphemeral(_id, "seen", user) { Seq = seq });
        }

        return Task.CompletedTask;
    }

    public Task Move(string from, string to)
    {
        if (from == _silo)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, SiloAddress.FromParsableString(to));
            this.MigrateOnIdle();
        }

        return Task.CompletedTask;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_ids.IsRoom(_id))
        {
            try
            {
                await _line.LoadAsync(_snapshot.RecordExists ? _snapshot.State : null);
            }
            catch (DbException e)
            {
                LogNotLoaded(e, _id);
                throw DatabaseFaults.ForTravel(e); // whoever wakes the room gets it as it is
            }
        }

        _hosted.Activated(_id); // not before: an activation that fails to load is never told that it ends

        _snapshotSeq = _snapshot.RecordExists ? _snapshot.State.LastSeq : 0;
        if (_line.Room.Exists)
        {
            // Sinks died with the last activation: frontends that look attach when they hear of this one.
            _frontends.Announce(_id);
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _hosted.Deactivated(_id);
        // A short tail is read faster than a snapshot is written, and a silo that stops has many rooms to let go.
        if (_line.Room.LastSeq - _snapshotSeq > _options.SnapshotEvery / 10)
        {
            await StoreSnapshot();
        }
    }

    /// <summary>False: the words that are not to be said have to be asked for before the command is decided.</summary>
    private bool TakesKnownWords(RoomCommand command)
    {
        if (!(command is CreateRoom || (command is SendMessage or EditMessage or ChangeSettings && _line.Room.Exists)))
        {
            return true;
        }

        if (_words.Find(_id) is not { } known)
        {
            return false;
        }

        _line.Words = known;
        return true;
    }

    /// <summary>Asks, and has the line take the command only then. What comes meanwhile waits behind it: commands keep the order they came in.</summary>
    private Task<Task<Outcome<Done>>> InTurn(RoomCommand command)
    {
        var turn = AfterAsync(_wordsAsked);
        _wordsAsked = turn;
        return turn;

        async Task<Task<Outcome<Done>>> AfterAsync(Task before)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!TakesKnownWords(command))
            {
                _line.Words = await _words.AskAsync(_id);
            }

            return _line.DoAsync(command);
        }
    }

    /// <summary>It waits for a moderator; the answer comes when that is on disk.</summary>
    private async Task<Outcome<Done>> Hold(RoomCommand command, Error held)
    {
        var kept = await GrainFactory.HeldMessages(_id).Add(command switch
        {
            SendMessage send => new HeldMessage("", send.Sender, send.ClientId!, send.Text, send.ReplyTo, send.Thread, Target: null, send.Mentions, default),
            EditMessage edit => new HeldMessage("", edit.Sender, edit.ClientId!, edit.Text, null, null, edit.Target, edit.Mentions, default),
            _ => throw new InvalidOperationException($"{command.GetType().Name} cannot be held."),
        });
        return kept.Error ?? held;
    }

    private async Task<Error?> RefuseModerating(Actor reader)
    {
        var standing = await _line.StandingAsync(reader.Id);
        return Refusal() ?? RoomAccess.Refuse(reader.Role, standing, RoomPermission.DeleteOthers);
    }

    private async Task<Outcome<MessagePage>> PageOf(Func<Task<ReaderMessages>> reads, Actor reader)
    {
        var read = await OnDisk(reads, page => page.Head);
        return read.Head is null || _line.Room.IsDeleted || (read.Member is null && !read.IsFormer)
            ? await NoMember(reader)
            : new MessagePage(_id, read.Head.Epoch, read.First, read.Last, read.Head.LastSeq, read.Messages);
    }

    /// <summary>Reads from the log what nothing takes back any more; mostly at the first try.</summary>
    /// <exception cref="OrleansException">The log went back each time, or this activation is behind and has given up: another one knows.</exception>
    private async Task<T> OnDisk<T>(Func<Task<T>> read, Func<T, LogHead?> head)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            var page = await read();
            if (head(page) is not { } at || await _line.IsOnDiskAsync(at))
            {
                return page;
            }
        }

        LeaveIfUseless();
        throw new OrleansException("What was read is not certain to stay.");
    }

    /// <summary>The refusal for somebody who was found to be no member; busy, if that has changed since.</summary>
    private async Task<Error> NoMember(Actor reader)
    {
        var standing = await _line.StandingAsync(reader.Id);
        return Refusal() ?? RoomAccess.Refuse(reader.Role, standing, RoomPermission.Read) ?? ErrorCatalog.BusyFor(_options.BusyRetryAfter);
    }

    private async Task<Outcome<Subscription>> SubscribeFromLog(Actor reader, long after)
    {
        var page = await OnDisk(() => _log.ReadPageAsync(_id, new ReadEvents(reader.Id, _options.MaxPageEvents), _options.MaxPageCharacters), page => page.Head);
        if (page.Head is null || _line.Room.IsDeleted || page.Member is null)
        {
            return await NoMember(reader);
        }

        after = Math.Max(after, page.Floor - 1);
        var events = page.Events.RemoveAll(e => e.Seq <= after);
        var complete = after >= page.Head.LastSeq || (!events.IsEmpty && events[0].Seq == after + 1);
        return new Subscription(new EventPage(_id, page.Head.Epoch, page.Head.LastSeq, page.Floor, events), complete);
    }

    /// <summary>What the frontend lacks up to the head; null if it is more than the tail holds, or of another epoch.</summary>
    private ImmutableArray<RoomEvent>? Missed(AttachFrontend request)
    {
        var head = _line.Room.LastSeq;
        if (request.Epoch != _line.Epoch || request.After > head || !_line.Tail.Covers(request.After!.Value))
        {
            return request.Epoch == _line.Epoch && request.After == head ? [] : null;
        }

        return _line.Tail.After(request.After.Value, int.MaxValue, int.MaxValue);
    }

    private Error? Refusal()
    {
        LeaveIfUseless();
        return _line switch
        {
            { Room.IsDeleted: true } => ErrorCatalog.Error(ErrorCatalog.RoomNotFound),
            { GivenUp: true } => ErrorCatalog.BusyFor(_options.BusyRetryAfter),
            { Room.Exists: false } => ErrorCatalog.Error(ErrorCatalog.RoomNotFound),
            _ => null,
        };
    }

    private void OnCommitted(ImmutableArray<RoomEvent> events)
    {
        _publisher.Pump();
        foreach (var watcher in _watchers)
        {
            watcher.Committed(_id, events);
        }

        if (_line.Room.LastSeq - _snapshotSeq >= _options.SnapshotEvery && !_storingSnapshot)
        {
            _ = StoreSnapshot();
        }
    }

    private async Task StoreSnapshot()
    {
        if (_line.Room.IsDeleted)
        {
            return; // it would outlive the room
        }

        _storingSnapshot = true;
        _snapshotSeq = _line.Room.LastSeq;
        try
        {
            _snapshot.State = RoomSnapshot.Of(_line.Room, _line.Epoch!);
            await _snapshot.WriteStateAsync();
        }
        catch (Exception e)
        {
            // Only a cache: the next one will do, and the log has everything.
            LogSnapshotNotStored(e, _id);
        }
        finally
        {
            _storingSnapshot = false;
        }
    }

    /// <summary>An activation without a room, or with one that it can no longer stand for, makes room.</summary>
    private void LeaveIfUseless()
    {
        if (_line.GivenUp || !_line.Room.Exists)
        {
            DeactivateOnIdle();
        }
    }

    [LoggerMessage(1031, LogLevel.Warning, "Room {Room} could not be loaded.")]
    private partial void LogNotLoaded(Exception exception, string room);

    [LoggerMessage(1030, LogLevel.Warning, "The snapshot of room {Room} was not stored.")]
    private partial void LogSnapshotNotStored(Exception exception, string room);
}
