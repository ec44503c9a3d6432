using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Parley.Presence;
using Parley.Users;

namespace Parley.Grains.Users;

/// <summary>Tells all devices of the user what has changed. Whatever is lost on the way leaves a hole in the versions, and is asked for.</summary>
public sealed partial class UserGrain
{
    /// <summary>Changes that may wait for the call before; beyond it they are dropped, and the devices ask for the state.</summary>
    private const int MaxChangesWaiting = 64;

    /// <summary>Versions are counted in memory: another activation begins another line.</summary>
    private readonly string _ownEpoch = Guid.NewGuid().ToString("N")[..12];
    private readonly List<OwnChange> _changesWaiting = [];
    private long _ownVersion;

    /// <summary>The version before the first of <see cref="_changesWaiting"/>.</summary>
    private long _waitingAfter;
    private bool _isTelling;

    public Task<OwnState> OwnState() => Task.FromResult(new OwnState(
        _ownEpoch, _ownVersion, [.. state.State.Cursors.Select(cursor => new Parley.Rooms.ReadPosition(cursor.Key, cursor.Value.Seq, cursor.Value.N))], RoomLevels, Settings) { Status = Status });

    public async Task Tell(OwnChange change)
    {
        if (!Exists)
        {
            return;
        }

        Tell([change]);
        if (change is MembershipMoved { IsMember: false, Room: var room })
        {
            await ForgetStay(room);
        }
    }

    private void Tell(ReadOnlySpan<OwnChange> changes)
    {
        _ownVersion += changes.Length;
        if (_changesWaiting.Count + changes.Length > MaxChangesWaiting)
        {
            _changesWaiting.Clear();
            _waitingAfter = _ownVersion - changes.Length;
        }

        _changesWaiting.AddRange(changes);
        if (!_isTelling)
        {
            _isTelling = true;
            _ = TellAsync();
        }
    }

    /// <summary>One call at a time, so that the order holds; what comes meanwhile rides on the next.</summary>
    private async Task TellAsync()
    {
        try
        {
            while (_changesWaiting.Count > 0)
            {
                var news = new OwnNews(Id, _ownEpoch, _waitingAfter, _ownVersion, [.. _changesWaiting]);
                _changesWaiting.Clear();
                _waitingAfter = _ownVersion;
                await GrainFactory.Presence(Id).Tell(news);
            }
        }
        catch (Exception e)
        {
            LogNewsLost(e, Id);
            _changesWaiting.Clear();
            _waitingAfter = _ownVersion;
        }
        finally
        {
            _isTelling = false;
        }
    }

    [LoggerMessage(2030, LogLevel.Debug, "Changes of user {User} did not reach the user's devices; they will ask.")]
    private partial void LogNewsLost(Exception exception, string user);
}
