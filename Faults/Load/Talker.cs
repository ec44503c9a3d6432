using System.Diagnostics;
using Parley.Faults.History;

namespace Parley.Faults.Load;

/// <summary>
/// Says what one client says: one command after the other, each repeated with the same client id until its outcome is known. A repeat waits
/// for a connection if there is none.
/// </summary>
internal sealed class Talker(LoadClient client, ClientSetting setting, ClientNotes notes, Random random)
{
    private static readonly TimeSpan LinePatience = TimeSpan.FromSeconds(20);

    /// <summary>How long the event that ends a membership is waited for, before the connection is given up for it.</summary>
    private static readonly TimeSpan LeftPatience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _quietened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private int _number;

    public Task Quiet => _quiet.Task;

    public int Acks { get; private set; }

    public void Quieten() => _quietened.TrySetResult();

    public async Task RunAsync()
    {
        foreach (var seat in client.Seats)
        {
            await JoinAsync(seat);
        }

        while (!_quietened.Task.IsCompleted && !setting.IsSlow)
        {
            await PauseAsync();
            if (!_quietened.Task.IsCompleted)
            {
                await SayAsync(client.Seats[setting.Load.AllInTheFirstRoom ? Heated() : random.Next(client.Seats.Count)]);
            }
        }

        foreach (var seat in client.Seats)
        {
            await JoinAsync(seat); // whoever is out comes back: then it has to come to the head
        }

        _quiet.SetResult();
    }

    /// <summary>Half of the clients' seats are in the first room: while nothing is hot most of what is said is said elsewhere.</summary>
    private int Heated() => client.Seats.Count > 1 && random.Next(100) >= (setting.Heat.IsOn ? 50 : 12) ? 1 : 0;

    private async Task PauseAsync()
    {
        var mean = setting.Load.Clients / setting.Load.CommandsPerSecond;
        await await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(mean * (0.2 + (1.6 * random.NextDouble()))), setting.Ended), _quietened.Task);
    }

    private async Task SayAsync(Seat seat)
    {
        await JoinAsync(seat);
        var load = setting.Load;
        var own = seat.Own.Count > 0 ? seat.Own.ElementAt(random.Next(seat.Own.Count)) : (long?)null;
        var dice = random.Next(100);
        if ((dice -= load.Repeats) < 0 && seat.Sent.Count > 0)
        {
            await RepeatAsync(seat);
        }
        else if ((dice -= load.Departures) < 0)
        {
            await LeaveAsync(seat);
        }
        else if ((dice -= load.Marks) < 0 && client.HasConnection && seat.Progress.Position is { } position)
        {
            await CarryOutAsync(new Command(OperationKind.MarkRead, seat.Room) { Target = position });
        }
        else if ((dice -= load.Deletions) < 0 && own is not null)
        {
            await CarryOutAsync(new Command(OperationKind.Delete, seat.Room) { ClientId = client.HasConnection ? NewId() : null, Target = own });
        }
        else if (dice - load.Edits < 0 && own is not null)
        {
            await KeepAsync(seat, new Command(OperationKind.Edit, seat.Room) { ClientId = NewId(), Target = own, Text = NewText() });
        }
        else
        {
            await KeepAsync(seat, new Command(OperationKind.Send, seat.Room) { ClientId = NewId(), Text = NewText() });
        }
    }

    private async Task KeepAsync(Seat seat, Command command)
    {
        switch (await CarryOutAsync(command))
        {
            case Reply.Done { Seq: { } seq }: seat.Remember(command, seq); break;
            case Reply.Refused { Code: "not-a-member" or "room-not-found" }: seat.IsMember = false; break; // a leave of ours that was late
        }
    }

    /// <summary>What a client id has said before is said again: late, by another road, twice at once, before a newer one, or with other content.</summary>
    private async Task RepeatAsync(Seat seat)
    {
        var old = seat.Sent.ElementAt(random.Next(seat.Sent.Count));
        switch (random.Next(4))
        {
            case 0:
                await CarryOutAsync(old);
                break;
            case 1:
                await CarryOutAsync(old with { Text = NewText() });
                break;
            case 2:
                var twice = new Command(OperationKind.Send, seat.Room) { ClientId = NewId(), Text = NewText() };
                await Task.WhenAll(KeepAsync(seat, twice), CarryOutAsync(twice, byRest: true));
                break;
            default:
                var newer = new Command(OperationKind.Send, seat.Room) { ClientId = NewId(), Text = NewText() };
                var first = KeepAsync(seat, newer);
                await CarryOutAsync(old, byRest: true);
                await first;
                break;
        }
    }

    private async Task JoinAsync(Seat seat)
    {
        for (var tries = 0; !seat.IsMember && tries < 5; tries++)
        {
            if (await CarryOutAsync(new Command(OperationKind.Join, seat.Room), byRest: true) is Reply.Done)
            {
                seat.IsMember = true;
                client.Current?.Want(seat);
            }
        }
    }

    /// <summary>
    /// Leaves, and waits for the event that says so: the subscription ends with it. Now and then the connection is cut at once instead, so that
    /// the client comes back while its membership changes.
    /// </summary>
    private async Task LeaveAsync(Seat seat)
    {
        var line = client.Current;
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (seat.Lock)
        {
            seat.Left = line is not null && seat.SubscribedOn == line.Number ? left : null;
        }

        var cut = random.Next(3) == 0;
        var leaving = CarryOutAsync(new Command(OperationKind.Leave, seat.Room), byRest: true);
        if (cut)
        {
            line?.Connection.Abort();
        }

        if (await leaving is not Reply.Done)
        {
            return;
        }

        if (seat.Left is not null && !cut && line is not null)
        {
            var ended = await Task.WhenAny(left.Task, line.Connection.Inbox.Completion, Task.Delay(LeftPatience, setting.Ended));
            if (ended != left.Task)
            {
                line.Connection.Abort();
            }
        }

        lock (seat.Lock)
        {
            (seat.Left, seat.IsMember) = (null, false);
        }
    }

    /// <summary>Until its outcome is known.</summary>
    private async Task<Reply> CarryOutAsync(Command command, bool byRest = false)
    {
        var backoff = new Backoff(new Random(random.Next())); // two commands may be under way
        var (wanted, isFirst) = (Stopwatch.GetTimestamp(), true);
        while (true)
        {
            // The clock runs from when the client wants it: that it had no connection is no excuse.
            var op = await notes.InvokedAsync(client.Current?.Number ?? 0, command);
            var (connection, reply) = await TryAsync(command, byRest || !client.HasConnection);
            setting.Ended.ThrowIfCancellationRequested();
            await notes.AnsweredAsync(connection, command, op, reply);
            if (reply is Reply.Done)
            {
                Acks++;
                if (isFirst)
                {
                    setting.Heat.Note(command.Room, Stopwatch.GetElapsedTime(wanted));
                }

                return reply;
            }

            isFirst = false;

            if (reply is Reply.Refused refused && !Checking.RefusalCodes.MeansTryAgain(refused.Code))
            {
                return reply;
            }

            if (byRest || !client.HasConnection)
            {
                client.NextDoor();
            }

            await Task.Delay(backoff.Next((reply as Reply.Refused)?.RetryAfter ?? (reply as Reply.Lost)?.RetryAfter), setting.Ended);
        }
    }

    private async Task<(int Connection, Reply Reply)> TryAsync(Command command, bool byRest)
    {
        if (byRest)
        {
            return (0, await setting.Rest.DoAsync(client.Door, client.Token, command));
        }

        return await client.LineAsync(LinePatience) is { } line
            ? (line.Number, await line.Connection.DoAsync(command))
            : (0, new Reply.Refused("not-connected"));
    }

    private string NewId() => $"{_run}-{notes.Client}-{++_number}";

    private string NewText()
    {
        var length = random.Next(setting.Load.MinText, setting.Load.MaxText + 1);
        var text = $"{notes.Client}.{_number} {random.Next():x} ";
        return text.Length >= length ? text : text + new string((char)('a' + random.Next(26)), length - text.Length);
    }
}
