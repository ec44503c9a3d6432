using System.Text.Json;
using Parley.Faults.History;

namespace Parley.Faults.Load;

/// <summary>Writes down what one client does and sees.</summary>
internal sealed class ClientNotes(HistoryRecorder history, OpNumbers ops, int client, string user)
{
    public int Client => client;

    public long Now => history.Now;

    public ValueTask ConnectedAsync(int connection, string frontend) => history.RecordAsync(
        new Connected { At = Now, Client = client, User = user, Connection = connection, Frontend = frontend });

    public ValueTask DisconnectedAsync(int connection, int? code, string? reason) => history.RecordAsync(
        new Disconnected { At = Now, Client = client, User = user, Connection = connection, Code = code, Reason = reason });

    public ValueTask ClosingAsync(int connection, Incoming.Closing closing) => history.RecordAsync(
        new ClosingTold { At = closing.At, Client = client, User = user, Connection = connection, Reason = closing.Reason, RetryAfterMs = closing.RetryAfterMs });

    /// <returns>Number of the attempt.</returns>
    public async ValueTask<long> InvokedAsync(int connection, Command command)
    {
        var op = ops.Next();
        await history.RecordAsync(new Invoked
        {
            At = Now, Client = client, User = user, Connection = connection, Room = command.Room, Op = op, Kind = command.Kind,
            ClientId = command.ClientId, Text = command.Text is { } text ? Wire.Shown(text) : null, Target = command.Target,
        });
        return op;
    }

    public ValueTask AnsweredAsync(int connection, Command command, long op, Reply reply) => history.RecordAsync(reply switch
    {
        Reply.Done done => new Acked { At = Now, Client = client, User = user, Connection = connection, Room = command.Room, Op = op, Seq = done.Seq, Epoch = done.Epoch },
        Reply.Refused refused => new Failed { At = Now, Client = client, User = user, Connection = connection, Room = command.Room, Op = op, Code = refused.Code },
        Reply.Lost lost => new Unknown { At = Now, Client = client, User = user, Connection = connection, Room = command.Room, Op = op, Reason = lost.Reason },
        _ => throw new ArgumentException("No such reply.", nameof(reply)),
    });

    public async ValueTask<Subscribed> SubscribedAsync(int connection, Seat seat, Incoming.Subscribed answer)
    {
        var body = answer.Body;
        var epoch = body.GetProperty("epoch").GetString()!;
        var subscribed = new Subscribed
        {
            At = answer.At, Client = client, User = user, Connection = connection, Room = seat.Room, Epoch = epoch,
            Asked = seat.Asked, After = seat.Epoch is null || seat.Epoch == epoch ? seat.After : null, // under another epoch it is a new reader, and what it knew counts no more
            LastSeq = body.GetProperty("lastSeq").GetInt64(), Floor = body.GetProperty("floor").GetInt64(),
            Events = Wire.Events(body), Complete = body.GetProperty("complete").GetBoolean(),
        };
        await history.RecordAsync(subscribed);
        return subscribed;
    }

    public async ValueTask<Pushed> PushedAsync(int connection, Incoming.Events events)
    {
        var body = events.Body;
        var pushed = new Pushed
        {
            At = events.At, Client = client, User = user, Connection = connection, Room = body.GetProperty("room").GetString()!,
            Epoch = body.GetProperty("epoch").GetString()!, Events = Wire.Events(body),
        };
        await history.RecordAsync(pushed);
        return pushed;
    }

    public async ValueTask<GapTold> GapAsync(int connection, Incoming.Gap gap)
    {
        var body = gap.Body;
        var told = new GapTold
        {
            At = gap.At, Client = client, User = user, Connection = connection, Room = body.GetProperty("room").GetString()!,
            Epoch = body.GetProperty("epoch").GetString()!, FromSeq = body.GetProperty("fromSeq").GetInt64(),
        };
        await history.RecordAsync(told);
        return told;
    }

    public async ValueTask<PageRead> PageAsync(string room, long asked, long? after, JsonElement body)
    {
        var page = new PageRead
        {
            At = Now, Client = client, User = user, Connection = 0, Room = room, Epoch = body.GetProperty("epoch").GetString()!, Asked = asked, After = after,
            LastSeq = body.GetProperty("lastSeq").GetInt64(), Floor = body.GetProperty("floor").GetInt64(), Events = Wire.Events(body),
        };
        await history.RecordAsync(page);
        return page;
    }
}

/// <summary>Numbers for attempts, unique in a run.</summary>
internal sealed class OpNumbers
{
    private long _last;

    public long Next() => Interlocked.Increment(ref _last);
}
