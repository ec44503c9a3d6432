using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Realtime;

internal sealed partial class RawSocket
{
    /// <summary>Rooms whose last request may still be under way; done ones are swept when there are many.</summary>
    private const int MaxOrders = 256;

    /// <summary>Histories that one connection may have on their way at a time; they are large.</summary>
    private const int SubscribeAtOnce = 4;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _inFlight;
    private readonly SemaphoreSlim _histories = new(SubscribeAtOnce);

    /// <summary>The last request of each room: those of one room are carried out in the order they came in.</summary>
    private readonly Dictionary<string, Task> _orders = [];
    private Func<Task>? _ready;
    private int _malformed;

    private bool IsSignedIn => User is not null;

    /// <summary>Takes a frame. Waits only while too many requests are unanswered.</summary>
    private async Task Take(ReadOnlyMemory<byte> bytes, ITimer? authTimeout)
    {
        if (RawRequest.Parse(bytes) is not { } request)
        {
            End(Closing.Malformed);
            return;
        }

        if (!IsSignedIn)
        {
            await Authenticate(request, authTimeout);
            return;
        }

        await _inFlight.WaitAsync(_whenCut);
        try
        {
            if (await _services.Throttle.AcquireAsync(ThrottleScopes.Calls, User.Id) is { } retryAfter)
            {
                Release(Queue.Answer(RawAnswers.Error(request.Id, null, ThrottlingRegistration.TooSoon(retryAfter))));
                return;
            }

            if (ScopeGate.Refuse(User, request.Type ?? "") is { } missing)
            {
                Release(Queue.Answer(RawAnswers.Error(request.Id, null, missing)));
                return;
            }

            if (User.Rooms is not null && request.Type != RawFrameTypes.Ping && await _services.Reach.RefuseAsync(User, RoomsOf(request)) is { } refusal)
            {
                Release(Queue.Answer(RawAnswers.Error(request.Id, null, refusal)));
                return;
            }

            await Start(request);
        }
        catch (RawFieldException fault)
        {
            Release(Refuse(request, fault.Message));
        }
    }

    private static IReadOnlyCollection<string?> RoomsOf(RawRequest request) =>
        request.Array("rooms") is { } rooms ? [.. rooms.Select(room => room.String("room"))] : request.String("room") is { } one ? [one] : [];

    private async Task Authenticate(RawRequest request, ITimer? timeout)
    {
        string? token = null;
        try
        {
            token = request.Type == "auth" ? request.String("token") : null;
        }
        catch (RawFieldException)
        {
            // The same as none.
        }

        if (token is null || CurrentUser.From((await _services.Tokens.ValidateAsync(token)).Value) is not { } user)
        {
            End(Closing.TokenRefused);
            return;
        }

        timeout?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await SignIn(user);
    }

    private async Task SignIn(CurrentUser user)
    {
        User = user;
        if (!_services.Connections.TryAdd(this))
        {
            _closing = true;
            return;
        }

        Queue.Answer(RawAnswers.Ready(user));
        if (_ready is not null)
        {
            await _ready();
        }
    }

    /// <summary>The room that the address names; its answer is the first frame after <c>ready</c>.</summary>
    public async Task SubscribeFromTheStart(string asked, long? after)
    {
        try
        {
            _ = (ScopeGate.Refuse(User, RawFrameTypes.Subscribe) ?? await _services.Reach.RefuseAsync(User, [asked])) is { } refusal ? Queue.Answer(RawAnswers.Error(null, asked, refusal))
                : await _services.Names.FindAsync(asked) is { } room
                ? await SubscribeTo(room, null, after, null)
                : Queue.Answer(RawAnswers.Error(null, asked, ErrorCatalog.Error(ErrorCatalog.RoomNotFound)));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(null, asked, e);
        }
    }

    /// <summary>Sets a request going. The permit it holds is given back when its answer was sent.</summary>
    private async Task Start(RawRequest request)
    {
        switch (request.Type is { } type && RawFrameTypes.All.Contains(type) ? type : null)
        {
            case RawFrameTypes.Ping:
                Release(Queue.Answer(RawAnswers.Pong(request.Id)));
                break;
            case RawFrameTypes.Subscribe when request.Array("rooms") is { } rooms:
                _ = SubscribeMany(rooms, request.Id);
                break;
            case RawFrameTypes.Subscribe:
                await InOrder(request, Subscribe(request));
                break;
            case RawFrameTypes.Unsubscribe:
                await InOrder(request, room => Unsubscribe(request.Id, room));
                break;
            case RawFrameTypes.Send:
                var (clientId, text, replyTo, thread) = (request.String("clientId"), request.String("text"), request.Number("replyTo"), request.Number("thread"));
                var (draft, files) = (request.Number("draft"), request.Strings("files"));
                await InOrder(request, async room => Ack(request, await _services.Rooms.Send(User, room, clientId, text, replyTo, draft, files, thread)));
                break;
            case RawFrameTypes.Edit:
                var (seq, editId, newText) = (request.Number("seq"), request.String("clientId"), request.String("text"));
                await InOrder(request, async room => Ack(request, await _services.Rooms.Edit(User, room, seq, editId, newText)));
                break;
            case RawFrameTypes.Delete:
                var (target, deleteId) = (request.Number("seq"), request.String("clientId"));
                await InOrder(request, async room => Ack(request, await _services.Rooms.Delete(User, room, target, deleteId)));
                break;
            case RawFrameTypes.React:
                var (message, reactId, emoji, on) = (request.Number("seq"), request.String("clientId"), request.String("emoji"), request.Flag("on"));
                await InOrder(request, async room => Ack(request, await _services.Rooms.React(User, room, message, reactId, emoji, on)));
                break;
            case RawFrameTypes.MarkRead:
                var read = request.Number("seq");
                await InOrder(request, async room => Ack(request, await _services.Rooms.MarkRead(User, room, read)));
                break;
            case RawFrameTypes.MarkUnread:
                var unread = request.Number("seq");
                await InOrder(request, async room => Ack(request, await _services.Rooms.MarkUnread(User, room, unread)));
                break;
            case RawFrameTypes.WatchMe:
                _ = WatchMe(request);
                break;
            case RawFrameTypes.Presence:
                var state = request.String("state");
                _ = Plainly(request, () => _services.Presence.Say(this, state));
                break;
            case RawFrameTypes.WatchPresence:
                var users = request.Strings("users");
                _ = Plainly(request, () => _services.Presence.Watch(this, users));
                break;
            case RawFrameTypes.Typing:
                _ = Typing(request.String("room"));
                break;
            default:
                Release(Refuse(request, "This type of frame is not known. See the list in the documentation."));
                break;
        }
    }

    /// <summary>Carries out a request of a room behind the earlier ones of the room.</summary>
    private async Task InOrder(RawRequest request, Func<string, Task<Reply>> work)
    {
        var asked = request.String("room");
        string? room;
        try
        {
            room = await _services.Names.FindAsync(asked);
        }
        catch (Exception e)
        {
            Release(Failed(request.Id, asked, e));
            return;
        }

        if (room is null)
        {
            Release(Queue.Answer(RawAnswers.Error(request.Id, asked, ErrorCatalog.Error(ErrorCatalog.RoomNotFound))));
            return;
        }

        if (_orders.Count >= MaxOrders)
        {
            foreach (var (done, task) in _orders)
            {
                if (task.IsCompleted)
                {
                    _orders.Remove(done);
                }
            }
        }

        var before = _orders.GetValueOrDefault(room, Task.CompletedTask);
        _orders[room] = Run();

        async Task Run()
        {
            await before;
            try
            {
                Release(await work(room));
            }
            catch (Exception e)
            {
                Release(Failed(request.Id, room, e));
            }
        }
    }

    private Func<string, Task<Reply>> Subscribe(RawRequest request)
    {
        var (after, epoch) = (request.Number("after"), request.String("epoch"));
        return room => SubscribeTo(room, request.Id, after, epoch);
    }

    private async Task<Reply> SubscribeTo(string room, string? id, long? after, string? epoch)
    {
        await _histories.WaitAsync(_whenCut);
        Reply? reply = null;
        try
        {
            var query = RoomRequests.Subscribe(User.Actor, after, epoch);
            var outcome = query.IsError
                ? query.Error
                : await _services.Throttle.AcquireAsync(ThrottleScopes.Read, User.Id) is { } retryAfter
                ? ThrottlingRegistration.TooSoon(retryAfter)
                : await _services.Subscriptions.SubscribeAsync(
                    this, room, query.Value, subscription => reply = Queue.Answer(RawAnswers.Subscribed(id, subscription)));
            return reply ??= Queue.Answer(RawAnswers.Error(id, room, outcome.Error ?? ErrorCatalog.BusyFor(RetryAfter)));
        }
        finally
        {
            _ = GiveBack(_histories, reply);
        }
    }

    private async Task SubscribeMany(IReadOnlyList<RawRequest> rooms, string? id)
    {
        try
        {
            if (rooms.Count > _options.MaxRoomsPerRequest)
            {
                await Queue.Answer(RawAnswers.Error(id, null, ErrorCatalog.InvalidField("rooms", $"At most {_options.MaxRoomsPerRequest} rooms at once."))).Sent;
                return;
            }

            await Parallel.ForEachAsync(rooms, new ParallelOptions { MaxDegreeOfParallelism = SubscribeAtOnce }, async (one, _) => await SubscribeToOne(one, id));
        }
        finally
        {
            _inFlight.Release();
        }
    }

    /// <summary>Ends when the answer was sent, so that a slow reader's histories do not pile up.</summary>
    private async Task SubscribeToOne(RawRequest one, string? id)
    {
        string? asked = null;
        Reply reply;
        try
        {
            asked = one.String("room");
            reply = await _services.Names.FindAsync(asked) is { } room
                ? await SubscribeTo(room, id, one.Number("after"), one.String("epoch"))
                : Queue.Answer(RawAnswers.Error(id, asked, ErrorCatalog.Error(ErrorCatalog.RoomNotFound)));
        }
        catch (RawFieldException fault)
        {
            reply = Refuse(one, fault.Message);
        }
        catch (Exception e)
        {
            reply = Failed(id, asked, e);
        }

        await reply.Sent;
    }

    private Task<Reply> Unsubscribe(string? id, string room)
    {
        Reply? reply = null;
        _services.Subscriptions.Leave(this, room, () => reply = Queue.Answer(RawAnswers.Unsubscribed(id, room)));
        return Task.FromResult(reply!);
    }

    /// <summary>A request whose answer says only whether it was done.</summary>
    private async Task Plainly(RawRequest request, Func<Task<Error?>> work)
    {
        try
        {
            Release(Queue.Answer(await work() is { } refusal ? RawAnswers.Error(request.Id, null, refusal) : RawAnswers.Ack(request.Id)));
        }
        catch (Exception e)
        {
            Release(Failed(request.Id, null, e));
        }
    }

    private async Task WatchMe(RawRequest request)
    {
        try
        {
            Release(Queue.Answer(RawAnswers.Own(request.Id, await _services.Own.Listen(this))));
        }
        catch (Exception e)
        {
            Release(Failed(request.Id, null, e));
        }
    }

    private async Task Typing(string? room)
    {
        try
        {
            await _services.Rooms.Typing(User, room);
        }
        catch (Exception e)
        {
            _services.LogRequestFailed(e); // typing may be lost
        }
        finally
        {
            _inFlight.Release();
        }
    }

    private Reply Ack(RawRequest request, Outcome<Done> outcome) => Queue.Answer(
        outcome.IsError ? RawAnswers.Error(request.Id, request.String("room"), outcome.Error) : RawAnswers.Ack(request.Id, outcome.Value));

    private Reply Ack(RawRequest request, Outcome<ReadPosition> outcome) => Queue.Answer(
        outcome.IsError ? RawAnswers.Error(request.Id, request.String("room"), outcome.Error) : RawAnswers.Ack(request.Id, outcome.Value));

    /// <summary>A frame that is not of the contract; after many of them the client is sent away to be mended.</summary>
    private Reply Refuse(RawRequest request, string sentence)
    {
        var reply = Queue.Answer(RawAnswers.Error(request.Id, null, ErrorCatalog.Error(ErrorCatalog.Malformed, sentence)));
        if (Interlocked.Increment(ref _malformed) >= _options.MaxMalformedFrames)
        {
            End(Closing.Malformed);
        }

        return reply;
    }

    /// <summary>A request that ended in an exception: whether it was carried out is not known.</summary>
    private Reply Failed(string? id, string? room, Exception exception)
    {
        if (!IsGone)
        {
            _services.LogRequestFailed(exception);
        }

        return Queue.Answer(RawAnswers.Error(id, room, ErrorCatalog.UnknownOutcome(RetryAfter)));
    }

    private void Release(Reply reply) => _ = GiveBack(_inFlight, reply);

    private static async Task GiveBack(SemaphoreSlim permits, Reply? reply)
    {
        if (reply is not null)
        {
            await reply.Sent;
        }

        permits.Release();
    }
}
