using Microsoft.Extensions.Options;
using Parley.Silo.Shutdown;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// All connections of this frontend: counts them, closes those of an ended session, lets go of readers that are stuck,
/// and sends everybody away when the server stops.
/// </summary>
public sealed class Connections : BackgroundService, IDrainStep
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>For the farewell of a session that has ended. With the period of the feed it stays below a second.</summary>
    private static readonly TimeSpan EndedLinger = TimeSpan.FromMilliseconds(400);

    private readonly RealtimeOptions _options;
    private readonly SessionRevocations _revocations;
    private readonly ListeningDevices _devices;
    private readonly PresenceRefresh _presence;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly HashSet<ClientConnection> _all = [];
    private readonly Dictionary<string, List<ClientConnection>> _bySession = [];
    private readonly Dictionary<string, int> _byUser = [];
    private LastLook _queued = new(default);
    private int _hub;
    private bool _draining;

    public Connections(IOptions<RealtimeOptions> options, SessionRevocations revocations, ListeningDevices devices, PresenceRefresh presence, TimeProvider clock)
    {
        _options = options.Value;
        _revocations = revocations;
        _devices = devices;
        _presence = presence;
        _clock = clock;
    }

    /// <summary>Connections to the hub, and raw sockets.</summary>
    public (int Hub, int Raw) Kinds
    {
        get
        {
            lock (_lock)
            {
                return (_hub, _all.Count - _hub);
            }
        }
    }

    /// <summary>
    /// What waits for all of them, as it was at the last look, a second ago at most. Nobody counts while messages go out: the look that every
    /// connection gets anyway takes it down.
    /// </summary>
    public QueueLoad Queued => Volatile.Read(ref _queued).Load;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>How many connections a session has here.</summary>
    public int OfSession(string session)
    {
        lock (_lock)
        {
            return _bySession.TryGetValue(session, out var found) ? found.Count : 0;
        }
    }

    /// <summary>Takes a connection whose user is known. False: it was told why not and is being closed.</summary>
    public bool TryAdd(ClientConnection connection)
    {
        if (Admit(connection) is { } closing)
        {
            connection.Close(closing);
            return false;
        }

        // Asked after it can be found: a session that ends in between is found out by one of the two.
        if (_revocations.IsRevoked(connection.User.Session))
        {
            connection.Close(Closing.SessionEnded);
            return false;
        }

        if (!_revocations.IsCurrent)
        {
            connection.Close(Closing.CutOff(_options.ReconnectSpread));
            return false;
        }

        return true;
    }

    /// <summary>Forgets a connection that has ended. Harmless if it was not taken.</summary>
    public void Remove(ClientConnection connection)
    {
        lock (_lock)
        {
            if (!_all.Remove(connection))
            {
                return;
            }

            _hub -= connection is HubConnection ? 1 : 0;
            var (user, session) = (connection.User.Id, connection.User.Session);
            if (--_byUser[user] == 0)
            {
                _byUser.Remove(user);
            }

            _bySession[session].Remove(connection);
            if (_bySession[session].Count == 0)
            {
                _bySession.Remove(session);
            }
        }

        _devices.Remove(connection);
        _presence.Leave(connection);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _revocations.Revoked += OnRevoked;
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _revocations.Revoked -= OnRevoked;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, _clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            var isCutOff = _revocations.IsKnown && !_revocations.IsCurrent;
            var queued = default(QueueLoad);
            foreach (var connection in Snapshot())
            {
                queued = queued.With(connection.Queue.Load, _options);
                if (isCutOff && connection.User.ProvenUntil <= _clock.GetUtcNow())
                {
                    connection.Close(Closing.CutOff(_options.ReconnectSpread));
                }

                if (connection.User.EndsAt <= _clock.GetUtcNow())
                {
                    connection.Close(Closing.SessionEnded);
                }

                connection.Look(_options);
            }

            Volatile.Write(ref _queued, new LastLook(queued));
        }
    }

    private Closing? Admit(ClientConnection connection)
    {
        lock (_lock)
        {
            var user = connection.User.Id;
            if (_draining)
            {
                return Closing.Draining(_options.ReconnectSpread);
            }

            if ((_options.MaxConnections > 0 && _all.Count >= _options.MaxConnections) ||
                (_options.MaxConnectionsPerUser > 0 && _byUser.GetValueOrDefault(user) >= _options.MaxConnectionsPerUser))
            {
                return Closing.TooManyConnections(_options.ReconnectSpread);
            }

            _all.Add(connection);
            _hub += connection is HubConnection ? 1 : 0;
            _byUser[user] = _byUser.GetValueOrDefault(user) + 1;
            if (!_bySession.TryGetValue(connection.User.Session, out var ofSession))
            {
                _bySession[connection.User.Session] = ofSession = [];
            }

            ofSession.Add(connection);
            return null;
        }
    }

    private void OnRevoked(string session)
    {
        ClientConnection[] ended;
        lock (_lock)
        {
            ended = _bySession.TryGetValue(session, out var found) ? [.. found] : [];
        }

        foreach (var connection in ended)
        {
            connection.Close(Closing.SessionEnded);
        }

        if (ended.Length > 0)
        {
            _ = CutAsync(ended);
        }
    }

    /// <summary>A client that does not even take its farewell may not go on taking what was written before it.</summary>
    private async Task CutAsync(ClientConnection[] ended)
    {
        await Task.Delay(EndedLinger, _clock);
        foreach (var connection in ended)
        {
            if (!connection.HasSaidFarewell && !connection.IsGone)
            {
                connection.Abort();
            }
        }
    }

    /// <summary>Sends everybody away and waits a moment for the farewells to leave. Comes before SignalR closes its connections in its own way.</summary>
    void IDrainStep.Run()
    {
        lock (_lock)
        {
            _draining = true;
        }

        foreach (var connection in Snapshot())
        {
            connection.Close(Closing.Draining(_options.ReconnectSpread));
        }

        SpinWait.SpinUntil(() => Count == 0, ClientConnection.Linger);
        foreach (var connection in Snapshot())
        {
            connection.Abort();
        }
    }

    private ClientConnection[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _all];
        }
    }

    /// <summary>A reference, so that whoever reads it sees all of one look.</summary>
    private sealed record LastLook(QueueLoad Load);
}
