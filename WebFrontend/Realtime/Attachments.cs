using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Parley.Errors;
using Parley.Realtime;
using Parley.Rooms;
using Parley.Silo;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// Keeps the rooms of this frontend attached to their grains: attaches, renews with one call for each silo, attaches anew
/// what a silo has lost, lets go of rooms that nobody looks at. A lost call of any kind is made up for by the next renewal.
/// </summary>
public sealed partial class Attachments : BackgroundService, IClusterConnectionStatusObserver
{
    private const int MaxPositionsPerCall = 1000;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryRenewal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Spread = TimeSpan.FromMilliseconds(300);

    private readonly IGrainFactory _grains;
    private readonly RoomTable _rooms;
    private readonly RealtimeOptions _options;
    private readonly ClusterLink _link;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _clock;
    private readonly ILogger<Attachments> _logger;

    /// <summary>Held here: a reference to it is weak, and calls to a collected observer time out.</summary>
    private readonly FrontendObserver _observer;
    private readonly Lazy<IFrontendObserver> _reference;
    private readonly ProfileChanges _profiles;
    private ImmutableArray<string> _silos = [];
    private TaskCompletionSource _wakeUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Since the last renewal silos may have come or gone.</summary>
    private volatile bool _silosChanged;
    private CancellationToken _stopping;

    public Attachments(
        IGrainFactory grains, RoomTable rooms, IOptions<RealtimeOptions> options, ClusterLink link, IHostApplicationLifetime lifetime, TimeProvider clock,
        SessionRevocations revocations, ListeningDevices devices, FrontendReporter reporter, ProfileChanges profiles, IThrottle throttle,
        ILogger<Attachments> logger)
    {
        _grains = grains;
        _rooms = rooms;
        _options = options.Value;
        _link = link;
        _lifetime = lifetime;
        _clock = clock;
        _logger = logger;
        _observer = new FrontendObserver(rooms, this, revocations, devices, reporter, profiles, throttle, lifetime, _options, clock);
        _profiles = profiles;
        _reference = new Lazy<IFrontendObserver>(() => grains.CreateObjectReference<IFrontendObserver>(_observer));
    }

    /// <summary>Id of this process among the frontends.</summary>
    public string Frontend { get; } = "f" + Guid.NewGuid().ToString("N");

    /// <summary>The one ear of this process.</summary>
    public IFrontendObserver Observer => _reference.Value;

    /// <summary>Starts to attach a room unless that is under way. Returns at once.</summary>
    public void Attach(RoomFanout room) => _ = AttachAsync(room);

    void IClusterConnectionStatusObserver.NotifyClusterConnectionLost() => RenewNow();

    /// <summary>A silo has come, and must get to know this frontend; or one has gone, and took rooms along.</summary>
    void IClusterConnectionStatusObserver.NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered) => RenewNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        await WhenStarted(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var isComplete = await RenewAll();
                _profiles.AreHeard = isComplete;
                LetGo();
                await (isComplete ? UntilNextRenewal(stoppingToken) : Task.Delay(RetryRenewal, _clock, stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogRenewalFailed(e);
                (_silosChanged, _profiles.AreHeard) = (true, false);
                await Task.Delay(RetryRenewal, _clock, CancellationToken.None);
            }
        }
    }

    /// <summary>Nobody can listen before the server listens; and a start that fails must find no grain at work.</summary>
    private async Task WhenStarted(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = _lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
        await _link.Connected.WaitAsync(stopping);
    }

    private async Task AttachAsync(RoomFanout room)
    {
        try
        {
            var isMissing = true;
            for (var pause = TimeSpan.Zero; isMissing && room.BeginAttach() is { } position; pause = FirstRetry)
            {
                // Deliveries are held from here on, until the reply is taken.
                await Task.Delay(pause, _clock, _stopping);
                var outcome = await AskUntilAnswered(room, position);
                if (outcome.IsError)
                {
                    room.NotAttached(outcome.Error);
                    return;
                }

                isMissing = room.Attached(outcome.Value);
            }
        }
        catch (Exception e)
        {
            if (!_stopping.IsCancellationRequested)
            {
                LogAttachFailed(e, room.Room);
            }

            room.NotAttached(ErrorCatalog.BusyFor(LastRetry));
        }
    }

    /// <summary>Repeats the call while it fails for reasons that pass, as long as somebody wants the room.</summary>
    private async Task<Outcome<Attachment>> AskUntilAnswered(RoomFanout room, AttachPosition position)
    {
        var request = new AttachFrontend(Frontend, _reference.Value) { After = position.After, Epoch = position.Epoch };
        for (var pause = FirstRetry; ; pause = pause * 2 < LastRetry ? pause * 2 : LastRetry)
        {
            try
            {
                var outcome = await _grains.Room(room.Room).Attach(request);
                if (outcome.Error is not { RetryAfterMs: not null } || !room.IsWanted)
                {
                    return outcome;
                }
            }
            catch (Exception e) when (room.IsWanted && !_stopping.IsCancellationRequested)
            {
                LogAttachFailed(e, room.Room);
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _clock, _stopping);
        }
    }

    private void RenewNow()
    {
        _silosChanged = true;
        _wakeUp.TrySetResult();
    }

    private async Task UntilNextRenewal(CancellationToken stopping)
    {
        try
        {
            await _wakeUp.Task.WaitAsync(_options.RenewEvery * (0.5 + (Random.Shared.NextDouble() / 2)), _clock, stopping);
            await Task.Delay(Spread * Random.Shared.NextDouble(), _clock, stopping); // not all frontends in the same moment
        }
        catch (TimeoutException)
        {
            // Time for the usual one.
        }

        _wakeUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <returns>False: a silo did not answer. Either it is dying, and its rooms must be asked for elsewhere soon, or it will answer next time.</returns>
    private async Task<bool> RenewAll()
    {
        // 1. Silos that are new get to know this frontend, so that they announce rooms.
        var (known, changed) = (_silos, _silosChanged);
        _silosChanged = false;
        _silos = await _grains.GetGrain<ISiloDirectoryGrain>(0).Active();
        changed |= known.Any(silo => !_silos.Contains(silo));

        // 2. One call for each silo; more only if it holds very many rooms. Rooms of a silo that is gone are asked for elsewhere: any silo can
        // tell whether their heads have moved. Where they wake up they announce themselves.
        var renewals = _rooms.All.Select(room => (room.Silo, Head: room.TakeRenewal(evenIfHeard: changed))).Where(renewal => renewal.Head is not null)
            .ToLookup(renewal => renewal.Silo is not null && _silos.Contains(renewal.Silo) ? renewal.Silo : AnySilo(renewal.Head!.Room), renewal => renewal.Head!);
        var answered = await Task.WhenAll(_silos.Select(silo => Renew(silo, renewals[silo])));
        if (answered.All(yes => yes) && _silos.Length >= _link.Gateways)
        {
            return true;
        }

        _silosChanged = true; // one that did not answer, or that the silo we asked had not heard of yet
        return false;
    }

    private string AnySilo(string room) => _silos.IsEmpty ? "" : _silos[(int)((uint)room.GetHashCode(StringComparison.Ordinal) % (uint)_silos.Length)];

    private async Task<bool> Renew(string silo, IEnumerable<RoomHead> heads)
    {
        foreach (var positions in heads.Chunk(MaxPositionsPerCall).DefaultIfEmpty([]))
        {
            try
            {
                AttachAgain(await _grains.GetGrain<ISiloGrain>(silo).Renew(Frontend, _reference.Value, [.. positions]));
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                LogRenewalFailed(e);
                return false;
            }
        }

        return true;
    }

    private void AttachAgain(IEnumerable<string> rooms)
    {
        foreach (var id in rooms)
        {
            if (_rooms.Find(id) is { } room)
            {
                Attach(room);
            }
        }
    }

    private void LetGo()
    {
        var looks = (int)Math.Ceiling(_options.DetachAfter / _options.RenewEvery) + 1;
        foreach (var room in _rooms.All)
        {
            if (room.TryRetire(looks))
            {
                _ = Detach(room); // not waited for: a frozen silo must not hold up renewals
            }
        }
    }

    private async Task Detach(RoomFanout room)
    {
        try
        {
            await _grains.Room(room.Room).Detach(Frontend);
        }
        catch (Exception e)
        {
            // If it still delivers, the room comes up as unknown and is let go again.
            LogRenewalFailed(e);
        }
        finally
        {
            _rooms.Remove(room);
            room.Retired();
        }
    }

    [LoggerMessage(4100, LogLevel.Warning, "Room {Room} could not be attached.")]
    private partial void LogAttachFailed(Exception exception, string room);

    [LoggerMessage(4101, LogLevel.Warning, "Attachments could not be renewed.")]
    private partial void LogRenewalFailed(Exception exception);
}
