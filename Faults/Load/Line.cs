using System.Threading.Channels;
using Parley.Faults.History;

namespace Parley.Faults.Load;

/// <summary>What a client does with one connection: takes what comes, subscribes to its rooms, pages what a subscription could not hold.</summary>
internal sealed class Line(ChatConnection connection, int number, LoadClient client, ClientSetting setting, ClientNotes notes, int seed)
{
    private const int PageSize = 1000;

    private readonly Channel<Seat> _wanted = Channel.CreateBounded<Seat>(1024);

    public ChatConnection Connection => connection;

    public int Number => number;

    /// <summary>What the server asked to wait before coming back.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Until the connection has ended and all that came over it is taken.</summary>
    public async Task RunAsync()
    {
        foreach (var seat in client.Seats)
        {
            seat.SubscribedOn = 0;
            Want(seat);
        }

        var subscribing = SubscribeAsync();
        await foreach (var incoming in connection.Inbox.ReadAllAsync(CancellationToken.None))
        {
            if (!setting.Ended.IsCancellationRequested)
            {
                await TakeAsync(incoming);
            }
        }

        _wanted.Writer.Complete();
        await subscribing;
    }

    /// <summary>Subscribes to a room in a while, if the client is a member.</summary>
    public void Want(Seat seat) => _wanted.Writer.TryWrite(seat);

    private async Task SubscribeAsync()
    {
        var backoff = new Backoff(new Random(seed));
        await foreach (var seat in _wanted.Reader.ReadAllAsync(CancellationToken.None))
        {
            backoff.Reset();
            while (Begin(seat))
            {
                var reply = await connection.SubscribeAsync(seat.Room, seat.After, seat.Epoch);
                if (reply is Reply.Done)
                {
                    break;
                }

                seat.SubscribedOn = 0;
                if (reply is Reply.Refused { Code: "not-a-member" or "room-not-found" })
                {
                    seat.IsMember = false;
                    break;
                }

                if (reply is Reply.Lost { RetryAfter: null })
                {
                    connection.Abort(); // an answer that comes now would not be understood
                    return;
                }

                await Task.Delay(backoff.Next((reply as Reply.Refused)?.RetryAfter ?? (reply as Reply.Lost)?.RetryAfter), CancellationToken.None);
                if (connection.Inbox.Completion.IsCompleted)
                {
                    return;
                }
            }
        }
    }

    private bool Begin(Seat seat)
    {
        lock (seat.Lock)
        {
            if (!seat.IsMember || seat.SubscribedOn == number)
            {
                return false;
            }

            seat.SubscribedOn = number;
            seat.Ask(notes.Now);
            return true;
        }
    }

    private async Task TakeAsync(Incoming incoming)
    {
        switch (incoming)
        {
            case Incoming.Subscribed answer when SeatOf(answer.Body.GetProperty("room").GetString()!) is { } seat:
                Answered(seat, await notes.SubscribedAsync(number, seat, answer));
                break;
            case Incoming.Events events:
                Pushed(await notes.PushedAsync(number, events));
                break;
            case Incoming.Gap gap:
                if (SeatOf((await notes.GapAsync(number, gap)).Room) is { } fellBehind)
                {
                    fellBehind.SubscribedOn = 0;
                    Want(fellBehind);
                }

                break;
            case Incoming.Closing closing:
                RetryAfter = closing.RetryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
                await notes.ClosingAsync(number, closing);
                break;
        }
    }

    private void Answered(Seat seat, Subscribed answer)
    {
        int generation;
        lock (seat.Lock)
        {
            generation = ++seat.Generation;
            seat.Epoch = answer.Epoch;
            seat.Progress.Start(Math.Max(answer.After ?? answer.LastSeq, answer.Floor - 1));
            if (answer.Events is [var first, ..])
            {
                seat.Progress.Know(first.Seq, answer.Events[^1].Seq);
            }
        }

        if (!answer.Complete && answer.Events is [var oldest, ..])
        {
            _ = PageAsync(seat, oldest.Seq - 1, generation);
        }
    }

    private void Pushed(Pushed push)
    {
        if (SeatOf(push.Room) is not { } seat)
        {
            return;
        }

        lock (seat.Lock)
        {
            foreach (var e in push.Events)
            {
                seat.Progress.Know(e.Seq, e.Seq);
                if (EventKinds.EndsMembership(e.Kind) && e.User == client.User && seat.SubscribedOn == number)
                {
                    (seat.SubscribedOn, seat.IsMember) = (0, false);
                    seat.Left?.TrySetResult();
                }
            }
        }
    }

    /// <summary>Older events that the answer to a subscription had no place for.</summary>
    private async Task PageAsync(Seat seat, long upTo, int generation)
    {
        var backoff = new Backoff(new Random(seed + generation));
        while (!setting.Ended.IsCancellationRequested && !connection.Inbox.Completion.IsCompleted)
        {
            long position;
            lock (seat.Lock)
            {
                position = seat.Progress.Position ?? 0;
                if (position >= upTo || seat.Generation != generation)
                {
                    return;
                }
            }

            var asked = notes.Now;
            var (body, failure) = await setting.Rest.GetAsync(client.Door, client.Token, $"rooms/{seat.Room}/events?after={position}&limit={PageSize}");
            if (body is { } json && !setting.Ended.IsCancellationRequested)
            {
                var page = await notes.PageAsync(seat.Room, asked, position, json);
                lock (seat.Lock)
                {
                    if (seat.Generation == generation && page.Events is [var first, ..])
                    {
                        seat.Progress.Know(first.Seq, page.Events[^1].Seq);
                    }
                }
            }
            else if (failure is Reply.Refused { Code: "not-a-member" or "room-not-found" })
            {
                return;
            }
            else
            {
                client.NextDoor();
                await Task.Delay(backoff.Next(), CancellationToken.None);
            }
        }
    }

    private Seat? SeatOf(string room) => client.Seats.FirstOrDefault(seat => seat.Room == room);
}
