using System.Globalization;
using System.Text.Json;
using Parley.Faults.Load;
using Parley.Faults.Network;

namespace Parley.Faults.Nemesis.OfErasures;

/// <summary>A member who looks at a room while something is erased in it, and comes back to it later.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<JsonElement> _heard = [];
    private readonly Stage _stage;
    private readonly Person _person;
    private readonly string _room;
    private SocketConnection? _connection;
    private Task _listening = Task.CompletedTask;
    private long _position;
    private volatile bool _fellBehind;
    private string? _epoch;

    private Watcher(Stage stage, Person person, string room) => (_stage, _person, _room) = (stage, person, room);

    /// <summary>Looks at it from its present end on.</summary>
    public static async Task<Watcher> SubscribeAsync(Stage stage, Person person, string room)
    {
        var watcher = new Watcher(stage, person, room);
        return await watcher.ComeBackAsync() is null ? watcher : throw new InvalidOperationException($"{person.Name} was not let into {room}.");
    }

    /// <summary>Subscribes on a new connection, after what it has heard.</summary>
    /// <returns>Null: it is in. Else the code of the refusal.</returns>
    public async Task<string?> ComeBackAsync()
    {
        await DisposeAsync();
        _fellBehind = false;
        for (var tried = 0; ; tried++)
        {
            var door = _stage.Cluster.Frontends[tried % _stage.Cluster.Frontends.Count];
            _connection = await SocketConnection.ConnectAsync(door.Url, _person.Token, new Gate<bool>(true), isSlow: false, () => _stage.Now);
            var reply = await _connection.SubscribeAsync(_room, _epoch is null ? null : _position, _epoch);
            _listening = ListenAsync(_connection);
            switch (reply)
            {
                case Reply.Done:
                    return null;
                case Reply.Refused refused when !Checking.RefusalCodes.MeansTryAgain(refused.Code):
                    return refused.Code;
                case var failed when tried == 10:
                    throw new TimeoutException($"{_person.Name} gets no answer about {_room}: {failed}");
            }

            await DisposeAsync();
            await _stage.PauseAsync(1);
        }
    }

    /// <summary>Until it has heard an event.</summary>
    public async Task HearsAsync(Func<JsonElement, bool> which, string what)
    {
        for (var started = _stage.Timestamp(); !Heard().Exists(one => which(one)); await _stage.PauseAsync(0.05))
        {
            // As any client does.
            if ((_fellBehind || _connection!.Inbox.Completion.IsCompleted) && _stage.Since(started) < Patience)
            {
                _stage.Done.Add($"{_person.Name} came back after {(_fellBehind ? "a gap" : _connection!.Reason)}");
                if (await ComeBackAsync() is not null)
                {
                    return; // there is nothing to hear any more
                }
            }

            if (_stage.Since(started) > Patience)
            {
                throw new BrokenPromiseException($"{_person.Name} has not heard within {Patience.TotalSeconds:0} s that {what}.");
            }
        }
    }

    /// <summary>All that came, over all its connections: one by one, or a promise is broken.</summary>
    public List<JsonElement> Heard()
    {
        lock (_lock)
        {
            for (var i = 1; i < _heard.Count; i++)
            {
                var (before, next) = (Seq(_heard[i - 1]), Seq(_heard[i]));
                if (next != before + 1)
                {
                    throw new BrokenPromiseException(string.Create(CultureInfo.InvariantCulture, $"{_person.Name} heard {next} of {_room} after {before}."));
                }
            }

            return [.. _heard];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            await _listening;
            _connection = null;
        }
    }

    private async Task ListenAsync(SocketConnection connection)
    {
        await foreach (var incoming in connection.Inbox.ReadAllAsync(CancellationToken.None))
        {
            switch (incoming)
            {
                case Incoming.Subscribed subscribed:
                    Take(subscribed.Body, isResumed: _epoch is not null);
                    break;
                case Incoming.Gap:
                    _fellBehind = true;
                    break;
                case Incoming.Events events:
                    Take(events.Body, isResumed: true);
                    break;
            }
        }
    }

    /// <param name="isResumed">False: what came before it looked is left out.</param>
    private void Take(JsonElement body, bool isResumed)
    {
        lock (_lock)
        {
            _epoch = Wire.Text(body, "epoch") ?? _epoch;
            if (isResumed)
            {
                _heard.AddRange(body.GetProperty("events").EnumerateArray().Select(one => one.Clone()));
            }

            _position = _heard.Count > 0 ? Seq(_heard[^1]) : Wire.Number(body, "lastSeq") ?? _position;
        }
    }

    private static long Seq(JsonElement e) => e.GetProperty("seq").GetInt64();
}
