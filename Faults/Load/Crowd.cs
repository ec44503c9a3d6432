using System.Globalization;
using Parley.Faults.History;
using Parley.Faults.Network;

namespace Parley.Faults.Load;

/// <summary>All clients of one run, in rooms of their own.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    /// <summary>Acknowledgements until something may be said to flow: before and after a fault, enough for a verdict.</summary>
    private const int EnoughAcks = 60;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _ended = new();
    private readonly Gate<bool> _reads = new(true);
    private readonly List<LoadClient> _clients = [];
    private readonly RestCalls _rest = new();
    private readonly HistoryRecorder _history;
    private readonly IReadOnlyList<Door> _doors;
    private readonly TimeProvider _time;
    private readonly OpNumbers _ops = new();
    private readonly ClientNumbers _numbers = new();
    private readonly List<Task> _running = [];

    private Crowd(HistoryRecorder history, IReadOnlyList<Door> doors, TimeProvider time) => (_history, _doors, _time) = (history, doors, time);

    /// <summary>Room ids.</summary>
    public IReadOnlyList<string> Rooms { get; private set; } = [];

    public IReadOnlyList<LoadClient> Clients => _clients;

    /// <summary>Of all rooms.</summary>
    public Person Owner { get; private set; } = null!;

    public Heat Heat { get; } = new();

    /// <summary>Makes the rooms and starts to talk.</summary>
    /// <param name="people">The first owns the rooms; each of the others is one client.</param>
    public static async Task<Crowd> GatherAsync(
        HistoryRecorder history, IReadOnlyList<Person> people, IReadOnlyList<Door> doors, LoadOptions load, int seed, TimeProvider time)
    {
        var crowd = new Crowd(history, doors, time);
        try
        {
            await crowd.GatherAsync(people, load, new Random(seed));
            return crowd;
        }
        catch
        {
            await crowd.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until every room acknowledges and every client that wants a connection has one.</summary>
    /// <exception cref="TimeoutException">Not within the patience.</exception>
    public async Task FlowsAsync(TimeSpan patience)
    {
        var before = _clients.ToDictionary(client => client, client => client.Acks);
        await UntilAsync(
            () => _clients.Sum(client => client.Acks - before[client]) >= EnoughAcks && _clients.All(client => !client.HasConnection || client.Current is not null)
                && Rooms.All(room => _clients.Any(client => client.Acks > before[client] && client.Seats.Any(seat => seat.Room == room))),
            patience, "commands are acknowledged in every room and every client is connected");
    }

    /// <summary>The owner of the rooms sends very much at once, each message by a client of its own that repeats it until it is stored.</summary>
    /// <param name="doors">Straight to the frontends.</param>
    /// <param name="sends">For each room.</param>
    /// <param name="characters">Of each message.</param>
    /// <returns>How often one was refused as busy.</returns>
    public async Task<int> FloodAsync(IReadOnlyList<Door> doors, int sends, int characters)
    {
        var busy = 0;
        var text = new string('x', characters);
        await Task.WhenAll(from room in Rooms from number in Enumerable.Range(1, sends) select SendAsync(room, number, _numbers.Next()));
        return busy;

        async Task SendAsync(string room, int number, int client)
        {
            var notes = new ClientNotes(_history, _ops, client, Owner.Id);
            var command = new Command(OperationKind.Send, room) { ClientId = $"flood-{client}", Text = text[..^8] + number.ToString("00000000", CultureInfo.InvariantCulture) };
            var backoff = new Backoff(new Random(client));
            for (var tried = 0; ; tried++)
            {
                var op = await notes.InvokedAsync(0, command);
                var reply = await _rest.DoAsync(doors[(client + tried) % doors.Count], Owner.Token, command);
                _ended.Token.ThrowIfCancellationRequested();
                await notes.AnsweredAsync(0, command, op, reply);
                if (reply is Reply.Done)
                {
                    return;
                }

                if (reply is Reply.Refused { Code: var code } && !Checking.RefusalCodes.MeansTryAgain(code))
                {
                    throw new InvalidOperationException($"A send of the flood was refused: {code}.");
                }

                if (reply is Reply.Refused { Code: "busy" })
                {
                    Interlocked.Increment(ref busy);
                }

                await Task.Delay(backoff.Next((reply as Reply.Refused)?.RetryAfter ?? (reply as Reply.Lost)?.RetryAfter), _time, _ended.Token);
            }
        }
    }

    /// <summary>More clients come, over sockets, into one room; they join it if they are no members.</summary>
    /// <param name="commandsPerSecond">Of all of them together.</param>
    public void Join(IReadOnlyList<Person> guests, string room, double commandsPerSecond)
    {
        var load = new LoadOptions { Clients = guests.Count, CommandsPerSecond = commandsPerSecond, Departures = 0 };
        foreach (var guest in guests)
        {
            var client = _numbers.Next();
            var setting = new ClientSetting(guest, Road.Socket, IsSlow: false, _doors, _rest, load, _reads, Heat, _ended.Token);
            Add(new LoadClient(setting, new ClientNotes(_history, _ops, client, guest.Id), [new Seat(room, fromTheBeginning: false)], client));
        }
    }

    /// <summary>Until a room answers whoever asks for it.</summary>
    public async Task AnswersAsync(string room, TimeSpan patience)
    {
        for (var (started, tried) = (_time.GetTimestamp(), 0); await _rest.GetAsync(_doors[tried % _doors.Count], Owner.Token, $"rooms/{room}") is (null, var failure); tried++, await Task.Delay(Look, _time))
        {
            if (_time.GetElapsedTime(started) > patience)
            {
                throw new TimeoutException($"{room} is still answered with {failure} after {patience.TotalSeconds:0} s.");
            }
        }
    }

    /// <summary>Nothing new is said; returns when everybody knows the outcome of all that was.</summary>
    /// <exception cref="TimeoutException">Not within the patience.</exception>
    public async Task QuietenAsync(TimeSpan patience)
    {
        foreach (var client in _clients)
        {
            client.Quieten();
        }

        await UntilAsync(() => _clients.All(client => client.Quiet.IsCompleted), patience, "the outcome of every command is known");
    }

    /// <summary>Returns when every subscriber is at the heads, or the patience has ended: then the checker tells who is not.</summary>
    /// <param name="heads">By room id.</param>
    public async Task ConvergeAsync(IReadOnlyDictionary<string, long> heads, TimeSpan patience)
    {
        try
        {
            await UntilAsync(() => _clients.Where(client => client.HasConnection).SelectMany(client => client.Seats).All(seat => IsAtHead(seat, heads[seat.Room])), patience, "");
        }
        catch (TimeoutException)
        {
            // C11 names them.
        }
    }

    /// <summary>Slow readers stop reading, or go on.</summary>
    public void SlowReadersRead(bool read) => _reads.Value = read;

    /// <summary>Everything is given up; nothing is recorded any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _reads.Value = true;
        await _ended.CancelAsync();
        foreach (var running in _running)
        {
            try
            {
                await running;
            }
            catch (OperationCanceledException)
            {
            }
        }

        _rest.Dispose();
        _ended.Dispose();
    }

    private async Task GatherAsync(IReadOnlyList<Person> people, LoadOptions load, Random random)
    {
        var rooms = new List<string>();
        for (var i = 0; i < load.Rooms; i++)
        {
            var name = $"fault-{Guid.NewGuid().ToString("N")[..12]}-{i}";
            var (body, failure) = await _rest.PostAsync(_doors[i % _doors.Count], people[0].Token, "rooms", new { name, visibility = "public" });
            rooms.Add(body?.GetProperty("id").GetString() ?? throw new InvalidOperationException($"A room could not be made: {failure}"));
        }

        (Rooms, Owner) = (rooms, people[0]);
        var clients = new List<LoadClient>();
        for (var i = 0; i < load.Clients; i++)
        {
            var isSlow = i * load.SlowReaders / 100 < (i + 1) * load.SlowReaders / 100;
            var road = isSlow ? Road.Socket : (i % 7) switch { 0 or 2 or 4 => Road.Socket, 6 => Road.Rest, _ => Road.Hub };
            var own = new[] { load.AllInTheFirstRoom ? 0 : i % load.Rooms, random.Next(load.Rooms) }.Distinct().Select(room => new Seat(rooms[room], fromTheBeginning: random.Next(2) == 0));
            var setting = new ClientSetting(people[i + 1], road, isSlow, _doors, _rest, load, _reads, Heat, _ended.Token);
            clients.Add(new LoadClient(setting, new ClientNotes(_history, _ops, _numbers.Next(), people[i + 1].Id), [.. own], random.Next()));
        }

        clients.ForEach(Add);
    }

    private void Add(LoadClient client)
    {
        _clients.Add(client);
        _running.Add(Task.Run(client.RunAsync));
    }

    private async Task UntilAsync(Func<bool> isSo, TimeSpan patience, string what)
    {
        for (var started = _time.GetTimestamp(); !isSo(); await Task.Delay(Look, _time))
        {
            if (_running.FirstOrDefault(running => running.IsFaulted) is { } broken)
            {
                await broken;
            }

            if (_time.GetElapsedTime(started) > patience)
            {
                throw new TimeoutException($"Not within {patience.TotalSeconds:0} s: {what}.");
            }
        }
    }

    private static bool IsAtHead(Seat seat, long head)
    {
        lock (seat.Lock)
        {
            return !seat.IsMember || seat.Progress.Position >= head;
        }
    }
}

/// <summary>Numbers of clients, unique in a run.</summary>
internal sealed class ClientNumbers
{
    private int _last;

    public int Next() => Interlocked.Increment(ref _last);
}
