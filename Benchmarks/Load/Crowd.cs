using System.Buffers;
using System.Diagnostics;
using System.Net;
using Parley.Benchmarks.Peers;

namespace Parley.Benchmarks.Load;

/// <summary>
/// All clients of a run, on one thread: it sends what is due, reads what has come, and checks every delivery. Nothing is allocated for a frame, and a socket has no buffer of
/// its own, so that the load costs less than what it loads.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private const int MaxUnsentBytes = 4 * 1024 * 1024;
    private const int MinRoom = 256 * 1024;
    private const int MaxFrameBytes = 64 * 1024 * 1024;
    private const int ConnectAtOnce = 50;
    private const int PerAddress = 20_000;
    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly IDialect _dialect;
    private readonly List<LoadClient> _clients = [];
    private readonly List<LoadClient> _unsent = [];
    private readonly Native.Event[] _events = new Native.Event[1024];
    private readonly ArrayBufferWriter<byte> _message = new();
    private readonly int _epoll = Native.Epoll();
    private readonly Receiver _receiver;
    private readonly (LoadClient Client, int Sender)[][] _members;
    private readonly int[][] _sent;
    private byte[] _buffer = new byte[MinRoom * 4];
    private long _keptAlive = Stopwatch.GetTimestamp();

    private Crowd(IDialect dialect, int rooms)
    {
        _dialect = dialect;
        _receiver = new Receiver(this);
        _members = new (LoadClient, int)[rooms][];
        _sent = new int[rooms][];
    }

    /// <summary>Messages that came, one for each receiver.</summary>
    public long Delivered { get; private set; }

    public long Acknowledged { get; private set; }

    /// <summary>Reads of a socket that brought something: about the number of the server's writes.</summary>
    public long Reads { get; private set; }

    /// <summary>From the time a message was to be sent until it arrived; only while <see cref="IsMeasuring"/>.</summary>
    public Histogram Delays { get; } = new();

    /// <summary>The same until the acknowledgement.</summary>
    public Histogram Acks { get; } = new();

    public bool IsMeasuring { get; set; }

    /// <summary>Connects everybody, and subscribes to the rooms.</summary>
    /// <param name="users">For each user the numbers of the rooms.</param>
    /// <param name="stuck">Users who read nothing once they have subscribed.</param>
    public static Crowd Join(IRunningPeer peer, IReadOnlyList<int[]> users, IReadOnlyList<string> credentials, int rooms, IReadOnlySet<int> stuck, CancellationToken cancellation)
    {
        var crowd = new Crowd(peer.Dialect, rooms);
        try
        {
            var members = new List<int>[rooms];
            for (var room = 0; room < rooms; room++)
            {
                members[room] = [.. Enumerable.Range(0, users.Count).Where(user => users[user].Contains(room))];
                crowd._members[room] = new (LoadClient, int)[members[room].Count];
                crowd._sent[room] = new int[members[room].Count];
            }

            var run = Guid.NewGuid().ToString("N")[..6];
            for (var user = 0; user < users.Count; user++)
            {
                cancellation.ThrowIfCancellationRequested();
                var client = new LoadClient
                {
                    State = new ClientState { Id = $"{run}-{user}" },
                    Lines = [.. users[user].Select(room => new Line(room, members[room].Count))],
                    IsStuck = stuck.Contains(user),
                };
                foreach (var room in users[user])
                {
                    var place = members[room].BinarySearch(user);
                    crowd._members[room][place] = (client, place);
                }

                crowd.Add(client, peer.Port, credentials[user]);
                if (user % ConnectAtOnce == ConnectAtOnce - 1 || user == users.Count - 1)
                {
                    crowd.Until(() => crowd._clients.TrueForAll(one => one.Joined == one.Lines.Length), "some connections are in no room");
                }
            }

            crowd._clients.Where(client => client.IsStuck).ToList().ForEach(client => Native.Forget(crowd._epoll, client.Handle));
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <summary>Sends by the schedule for a time, whatever comes back.</summary>
    public void Send(Schedule schedule, TimeSpan time)
    {
        var (start, count) = (Stopwatch.GetTimestamp(), schedule.Count(time));
        Span<byte> text = stackalloc byte[LoadText.Length];
        for (long next = 0; next < count;)
        {
            for (var now = Stopwatch.GetTimestamp() - start; next < count && schedule.At(next) <= now; next++)
            {
                var (room, round) = schedule.Of(next);
                var (client, sender) = Sender(room, round);
                var intended = start + schedule.At(next);
                new LoadText(intended, room, sender, ++_sent[room][sender]).Write(text);
                client.Sends++;
                _message.ResetWrittenCount();
                _dialect.Send(client.State, room, intended, text, _message);
                Write(client);
            }

            var left = next < count ? Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), start + schedule.At(next)) : TimeSpan.Zero;
            Turn(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    /// <summary>Waits until everything that was sent has come to everybody who reads, and was acknowledged where the server does so.</summary>
    /// <exception cref="BenchmarkException">It has not, after so long (half a minute, if nothing is said).</exception>
    public void Settle(TimeSpan? patience = null)
    {
        var missing = "";
        Until(() => Missing() is not { } one || (missing = one).Length == 0, () => missing, patience ?? Patience);
    }

    /// <summary>Reads on for a time, without sending.</summary>
    public void Idle(TimeSpan time)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            Turn(Tick);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        new Microsoft.Win32.SafeHandles.SafeFileHandle(_epoll, ownsHandle: true).Dispose();
    }

    /// <summary>The member whose turn it is; who does not read does not send either.</summary>
    private (LoadClient Client, int Sender) Sender(int room, long round)
    {
        var members = _members[room];
        for (; ; round++)
        {
            var (client, place) = members[round % members.Length];
            if (!client.IsStuck)
            {
                return (client, place);
            }
        }
    }

    private string? Missing()
    {
        foreach (var client in _clients)
        {
            if (!client.IsStuck)
            {
                if (_dialect.Acknowledges && client.Acks != client.Sends)
                {
                    return $"of one client's {client.Sends} sends {client.Acks} were acknowledged";
                }

                foreach (var line in client.Lines)
                {
                    if (line.Missing(_sent[line.Room]) is { } missing)
                    {
                        return missing;
                    }
                }
            }
        }

        return null;
    }

    private void Add(LoadClient client, int port, string credential)
    {
        _clients.Add(client);
        client.Connect(port, _dialect, credential, new IPAddress([127, 0, 0, (byte)(1 + (_clients.Count / PerAddress))]));
        Native.Watch(_epoll, client.Handle, _clients.Count - 1);
        _message.ResetWrittenCount();
        _receiver.Of(client);
        _dialect.Greet(client.State, _message, _receiver);
        if (_message.WrittenCount > 0)
        {
            Write(client);
        }

        Take(client, client.Carried);
    }

    private void Until(Func<bool> isDone, string otherwise) => Until(isDone, () => otherwise, Patience);

    private void Until(Func<bool> isDone, Func<string> otherwise, TimeSpan patience)
    {
        for (var start = Stopwatch.GetTimestamp(); !isDone(); Turn(TimeSpan.FromMilliseconds(20)))
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                throw new BenchmarkException($"Void: after {patience.TotalSeconds} s, {otherwise()}.");
            }
        }
    }

    /// <summary>Waits for whatever comes, and takes it.</summary>
    private void Turn(TimeSpan atMost)
    {
        if (Stopwatch.GetElapsedTime(_keptAlive) > KeepAliveEvery)
        {
            _keptAlive = Stopwatch.GetTimestamp();
            _clients.ForEach(KeepAlive);
        }

        var count = Native.Wait(_epoll, _events, atMost);
        for (var i = 0; i < count; i++)
        {
            var client = _clients[(int)_events[i].Data];
            MakeRoom(client.Carried.Length + MinRoom);
            client.Carried.CopyTo(_buffer);
            var received = Native.Receive(client.Handle, _buffer.AsSpan(client.Carried.Length));
            if (received == 0)
            {
                throw new BenchmarkException("Void: the server ended a connection.");
            }

            if (received > 0)
            {
                Reads++;
                Take(client, _buffer.AsSpan(0, client.Carried.Length + received));
            }
        }

        for (var i = _unsent.Count - 1; i >= 0; i--)
        {
            var client = _unsent[i];
            if (!client.Flush())
            {
                throw new BenchmarkException("Void: the server ended a connection.");
            }

            if (client.UnsentBytes == 0)
            {
                _unsent.RemoveAt(i);
            }
        }
    }

    /// <summary>The one buffer grows with the largest frame: what has come of it must fit, and something more.</summary>
    private void MakeRoom(int bytes)
    {
        if (bytes > MaxFrameBytes)
        {
            throw new BenchmarkException($"Void: the server sent a frame of more than {MaxFrameBytes / 1024 / 1024} MiB.");
        }

        if (_buffer.Length < bytes)
        {
            _buffer = new byte[bytes * 2];
        }
    }

    private void Take(LoadClient client, ReadOnlySpan<byte> bytes)
    {
        _receiver.Of(client);
        var used = client.Reader.Read(bytes, _receiver, static (receiver, opcode, message) => receiver.Message(opcode, message));
        if (client.Carried.Length > 0 || used < bytes.Length)
        {
            client.Carry(bytes[used..]);
        }
    }

    private void KeepAlive(LoadClient client)
    {
        if (client.IsStuck)
        {
            return; // the server may have ended it by now, as it should
        }

        _message.ResetWrittenCount();
        _dialect.KeepAlive(client.State, _message);
        if (_message.WrittenCount > 0)
        {
            Write(client);
        }
    }

    private void Write(LoadClient client) => Write(client, FrameReader.Text, _message.WrittenSpan);

    private void Write(LoadClient client, int opcode, ReadOnlySpan<byte> message)
    {
        var waited = client.UnsentBytes > 0;
        if (!client.Send(opcode, message))
        {
            throw new BenchmarkException("Void: the server ended a connection.");
        }

        if (client.UnsentBytes > MaxUnsentBytes)
        {
            throw new BenchmarkException("Void: the server takes no more of what is sent.");
        }

        if (client.UnsentBytes > 0 && !waited)
        {
            _unsent.Add(client);
        }
    }

    /// <summary>Takes what a dialect has read for the client whose turn it is.</summary>
    private sealed class Receiver(Crowd crowd) : IFrameReceiver
    {
        private readonly ArrayBufferWriter<byte> _reply = new();
        private LoadClient _client = null!;

        public void Of(LoadClient client) => _client = client;

        public void Message(int opcode, ReadOnlySpan<byte> message)
        {
            switch (opcode)
            {
                case FrameReader.Text:
                    crowd._dialect.Read(_client.State, message, this);
                    break;
                case FrameReader.Ping:
                    crowd.Write(_client, 0xA, message); // a server takes silence for the end
                    break;
                case FrameReader.Close:
                    throw new BenchmarkException($"Void: the server closed a connection: {System.Text.Encoding.UTF8.GetString(message.Length > 2 ? message[2..] : [])}");
            }
        }

        public void Ready()
        {
            _client.IsReady = true;
            foreach (var line in _client.Lines)
            {
                _reply.ResetWrittenCount();
                crowd._dialect.Join(_client.State, line.Room, _reply);
                crowd.Write(_client, FrameReader.Text, _reply.WrittenSpan);
            }
        }

        public void Joined() => _client.Joined++;

        public void Delivered(in LoadText text, long seq)
        {
            foreach (var line in _client.Lines)
            {
                if (line.Room == text.Room)
                {
                    if (line.Take(text, seq) is { } fault)
                    {
                        throw new BenchmarkException($"Void: {fault}.");
                    }

                    crowd.Delivered++;
                    if (crowd.IsMeasuring)
                    {
                        crowd.Delays.Record(Stopwatch.GetElapsedTime(text.Intended));
                    }

                    return;
                }
            }

            throw new BenchmarkException($"Void: a message of room {text.Room} came to a client that is not in it.");
        }

        public void Acknowledged(long tag)
        {
            if (++_client.Acks > _client.Sends)
            {
                throw new BenchmarkException("Void: more was acknowledged to a client than it sent.");
            }

            crowd.Acknowledged++;
            if (crowd.IsMeasuring)
            {
                crowd.Acks.Record(Stopwatch.GetElapsedTime(tag));
            }
        }

        public void Reply(ReadOnlySpan<byte> message) => crowd.Write(_client, FrameReader.Text, message);

        public void Failed(string sentence) => throw new BenchmarkException($"Void: {sentence}");
    }
}
