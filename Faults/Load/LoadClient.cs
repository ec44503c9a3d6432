using Parley.Faults.Network;

namespace Parley.Faults.Load;

/// <summary>
/// One user's session, over as many connections as it takes: connects, subscribes to its rooms, comes back after a failure to the next
/// frontend and goes on where it was; meanwhile a <see cref="Talker"/> speaks for it.
/// </summary>
internal sealed class LoadClient
{
    private static readonly TimeSpan PageEvery = TimeSpan.FromMilliseconds(1500);

    private readonly ClientSetting _setting;
    private readonly ClientNotes _notes;
    private readonly Random _random;
    private readonly Gate<Line?> _line = new(null);
    private readonly Talker _talker;
    private int _door;
    private int _connections;

    public LoadClient(ClientSetting setting, ClientNotes notes, IReadOnlyList<Seat> seats, int seed)
    {
        (_setting, _notes, Seats) = (setting, notes, seats);
        _random = new Random(seed);
        _door = _random.Next(setting.Doors.Count);
        _talker = new Talker(this, setting, notes, new Random(seed + 1));
    }

    public IReadOnlyList<Seat> Seats { get; }

    public string User => _setting.Person.Id;

    public string Token => _setting.Person.Token;

    public bool HasConnection => _setting.Road != Road.Rest;

    /// <summary>Commands that were carried out.</summary>
    public int Acks => _talker.Acks;

    /// <summary>Done when it says nothing more and has learnt the outcome of all it said.</summary>
    public Task Quiet => _talker.Quiet;

    /// <summary>The connection that stands; null: none.</summary>
    public Line? Current => _line.Value;

    /// <summary>Where it goes next, if it does not get on here.</summary>
    public Door Door => _setting.Doors[_door % _setting.Doors.Count];

    /// <summary>Until everything is given up.</summary>
    public Task RunAsync() => Task.WhenAll(_talker.RunAsync(), HasConnection ? StayConnectedAsync() : ReadPagesAsync());

    /// <summary>Nothing new is said from now on.</summary>
    public void Quieten() => _talker.Quieten();

    public void NextDoor() => Interlocked.Increment(ref _door);

    /// <summary>The connection, when there is one.</summary>
    /// <returns>Null: not within the patience.</returns>
    public async Task<Line?> LineAsync(TimeSpan patience)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(_setting.Ended);
        wait.CancelAfter(patience);
        while (_line.Watch() is var (line, changed))
        {
            if (line is not null)
            {
                return line;
            }

            try
            {
                await changed.WaitAsync(wait.Token);
            }
            catch (OperationCanceledException) when (!_setting.Ended.IsCancellationRequested)
            {
                return null;
            }
        }

        return null;
    }

    private async Task StayConnectedAsync()
    {
        var backoff = new Backoff(_random);
        while (!_setting.Ended.IsCancellationRequested)
        {
            var door = Door;
            TimeSpan? retryAfter = null;
            if (await TryConnectAsync(door) is { } connection)
            {
                backoff.Reset();
                retryAfter = await UseAsync(connection, door);
            }

            NextDoor();
            await Task.Delay(backoff.Next(retryAfter), _setting.Ended);
        }
    }

    private async Task<ChatConnection?> TryConnectAsync(Door door)
    {
        try
        {
            return _setting.Road == Road.Hub
                ? await HubConnectionOfClient.ConnectAsync(door.Url, Token, () => _notes.Now)
                : await SocketConnection.ConnectAsync(door.Url, Token, _setting.IsSlow ? _setting.Reads : new Gate<bool>(true), _setting.IsSlow, () => _notes.Now);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.WebSockets.WebSocketException or OperationCanceledException or TimeoutException
            or System.Net.Sockets.SocketException or InvalidOperationException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Until the connection ends.</summary>
    /// <returns>What the server asked to wait, if it did.</returns>
    private async Task<TimeSpan?> UseAsync(ChatConnection connection, Door door)
    {
        await using var _ = connection;
        var number = ++_connections;
        await _notes.ConnectedAsync(number, door.Name);
        using var ended = _setting.Ended.Register(connection.Abort);
        var line = new Line(connection, number, this, _setting, _notes, _random.Next());
        _line.Value = line;
        await line.RunAsync();
        _line.Value = null;
        if (!_setting.Ended.IsCancellationRequested)
        {
            await _notes.DisconnectedAsync(number, connection.Code, connection.Reason);
        }

        return line.RetryAfter;
    }

    /// <summary>A client without a connection reads what is new now and then.</summary>
    private async Task ReadPagesAsync()
    {
        var after = Seats.ToDictionary(seat => seat, _ => (Seq: 0L, Epoch: (string?)null));
        while (!_setting.Ended.IsCancellationRequested)
        {
            await Task.Delay(PageEvery * (0.5 + _random.NextDouble()), _setting.Ended);
            foreach (var seat in Seats.Where(seat => seat.IsMember))
            {
                var asked = _notes.Now;
                var (body, _) = await _setting.Rest.GetAsync(Door, Token, $"rooms/{seat.Room}/events?after={after[seat].Seq}&limit=1000");
                if (body is { } json && !_setting.Ended.IsCancellationRequested)
                {
                    var (seq, epoch) = after[seat];
                    var page = await _notes.PageAsync(seat.Room, asked, seq, json);
                    after[seat] = (epoch is not null && epoch != page.Epoch ? 0 : page.Events is [.., var last] ? last.Seq : seq, page.Epoch); // the log was set back: from its beginning
                }
                else
                {
                    NextDoor();
                }
            }
        }
    }
}
