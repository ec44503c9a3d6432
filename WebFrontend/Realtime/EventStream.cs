using System.Text;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// One stream of server-sent events: a room, read only. It says what a raw socket would, a frame for each event of the stream, named like its type; what has numbers has
/// <c>id: epoch:seq</c>, with which a browser comes back by itself (<c>Last-Event-ID</c>) when the stream ends, whatever the reason.
/// </summary>
internal sealed class EventStream : ClientConnection
{
    /// <summary>Events of one page of history.</summary>
    public const int PageSize = 200;
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    private readonly HttpContext _context;
    private readonly RawSocketServices _services;
    private readonly string _room;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something is missing: nothing with a number may follow, or the reader would never ask for it.</summary>
    private volatile bool _isBroken;

    /// <param name="room">Room id.</param>
    public EventStream(HttpContext context, CurrentUser user, string room, RawSocketServices services)
        : base(services.Options.Value, services.Metrics, services.Clock) => (_context, User, _room, _services) = (context, user, room, services);

    public override bool HasSaidFarewell => _closed.Task.IsCompleted;

    /// <summary>Sends what there is beyond a position, then what comes, until somebody ends it.</summary>
    /// <param name="first">The page behind the position; null: only what comes.</param>
    public async Task RunAsync(EventPage? first)
    {
        var gone = _context.RequestAborted;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(gone);
        try
        {
            if (_services.Connections.TryAdd(this))
            {
                _ = KeepAliveAsync(stopping.Token);
                await FollowAsync(first);
            }

            await _closed.Task.WaitAsync(gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
        }
        finally
        {
            Ended();
            _services.Subscriptions.LeaveAll(this);
            _services.Connections.Remove(this);
            await stopping.CancelAsync();
        }
    }

    public override async ValueTask SendAsync(IReadOnlyList<Outgoing> items)
    {
        foreach (var item in items.TakeWhile(_ => !_isBroken))
        {
            var text = item switch
            {
                { Batch: { } batch } => Text("events", Id(batch.Epoch, batch.To), batch.Frame.Span),
                { Reply: { } reply } => reply.Frame,
                { Push: { } push } => Text(push.Kind, null, push.Frame.Span),
                _ => Comment,
            };
            await _context.Response.Body.WriteAsync(text, _context.RequestAborted);
            _isBroken |= item.Kind == OutgoingKind.Gap;
        }

        await _context.Response.Body.FlushAsync(_context.RequestAborted);
        if (_isBroken)
        {
            Close(Closing.SlowReader(_services.Options.Value.ReconnectSpread)); // whoever comes back has no gap
        }
    }

    public override async ValueTask CloseAsync(Closing closing)
    {
        var response = _context.Response;
        await response.Body.WriteAsync(Text("closing", null, Push.ClosingSoon(closing).Frame.Span), _context.RequestAborted);
        await response.Body.FlushAsync(_context.RequestAborted);
        _closed.TrySetResult();
    }

    public override void Abort()
    {
        _closed.TrySetResult();
        _context.Abort();
    }

    /// <summary>A page of history as this user may read it.</summary>
    public static async Task<Outcome<EventPage>> ReadAsync(IGrainFactory grains, CurrentUser user, string room, long after, int limit = PageSize) =>
        await grains.Room(room).Read(new ReadEvents(user.Id, limit) { ReaderRole = user.Actor.Role, After = after });

    /// <summary>History page by page, each when the one before was taken; then the room's live events from there on.</summary>
    private async Task FollowAsync(EventPage? page)
    {
        long? after = null;
        var epoch = page?.Epoch;
        while (page is { Events.IsEmpty: false })
        {
            await Queue.Answer(Text("events", Id(page.Epoch, page.Events[^1].Seq), new EncodedBatch(page.Room, page.Epoch, page.Events).Frame.Span)).Sent;
            after = page.Events[^1].Seq;
            if (after >= page.LastSeq || IsGone)
            {
                break;
            }

            var next = await ReadAsync(_services.Grains, User, _room, after.Value);
            if (next.IsError)
            {
                Refuse(next.Error);
                return;
            }

            page = next.Value;
        }

        after ??= page?.LastSeq;
        var outcome = await _services.Subscriptions.SubscribeAsync(this, _room, new SubscribeReader(User.Id) { ReaderRole = User.Actor.Role, After = after, Epoch = epoch }, subscription =>
        {
            if (subscription.Complete || after is null)
            {
                Queue.Answer(Text("subscribed", Id(subscription.Page.Epoch, subscription.Page.LastSeq), RawAnswers.Subscribed(null, subscription).Span));
            }
            else
            {
                _isBroken = true; // more has come than one answer holds: it is paged when they come back
                Close(Closing.SlowReader(_services.Options.Value.ReconnectSpread));
            }
        });
        if (outcome.IsError)
        {
            Refuse(outcome.Error);
        }
    }

    private void Refuse(Error error)
    {
        Queue.Answer(Text("error", null, RawAnswers.Error(null, _room, error).Span));
        Close(Closing.Draining(_services.Options.Value.ReconnectSpread));
    }

    /// <summary>So that nobody in between takes the stream for dead.</summary>
    private async Task KeepAliveAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_services.Options.Value.KeepAlive, _services.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                Queue.Answer(Comment);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static string Id(string epoch, long seq) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{epoch}:{seq}");

    /// <summary>JSON of ours has no line breaks, so that one line of data holds it.</summary>
    private static byte[] Text(string name, string? id, ReadOnlySpan<byte> data)
    {
        var head = Encoding.UTF8.GetBytes(id is null ? $"event: {name}\ndata: " : $"event: {name}\nid: {id}\ndata: ");
        return [.. head, .. data, .. "\n\n"u8];
    }
}
