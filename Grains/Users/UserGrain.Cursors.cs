using System.Collections.Immutable;
using Orleans.Storage;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Users;

public sealed partial class UserGrain
{
    private static readonly TimeSpan CursorWriteDelay = TimeSpan.FromSeconds(3);

    /// <summary>The cursors that are on disk.</summary>
    private ImmutableDictionary<string, CursorState> _cursorsWritten = ImmutableDictionary<string, CursorState>.Empty;

    /// <summary>Moves forward that are not known to be on disk, beside what memory holds: they outlive a state that is read anew.</summary>
    private ImmutableDictionary<string, CursorState> _cursorsMoved = ImmutableDictionary<string, CursorState>.Empty;

    /// <summary>Set while a write of moved cursors is due.</summary>
    private IGrainTimer? _cursorWrite;

    /// <summary>The read of what another write has left; until it is done nothing is changed and nothing written. True: memory says what is stored, and the moves that it does not have.</summary>
    private Task<bool> _reading = Task.FromResult(true);

    /// <summary>How often memory was replaced so: what was written from a memory before needs no further read.</summary>
    private int _reads;

    /// <summary>True after a failed write: no positions may be written from this memory any more.</summary>
    private bool _isLost;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _cursorsWritten = state.State.Cursors;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await WriteCursors(isLast: true);

    public Task<ReadPosition> MarkRead(ReadPosition position)
    {
        var (room, seq, n) = position;
        var cursor = state.State.Cursors.GetValueOrDefault(room);
        if (Exists && (cursor is null || cursor.Seq < seq))
        {
            cursor = new CursorState(seq, n);
            state.State = state.State with { Cursors = state.State.Cursors.SetItem(room, cursor) };
            _cursorsMoved = _cursorsMoved.SetItem(room, cursor);
            WriteCursorsLater();
            Tell([new ReadMoved(position, IsBack: false)]);
            if (!position.IsUntold && !Settings.HidesReading)
            {
                GrainFactory.Room(room).Seen(Id, seq).Ignore();
            }
        }

        return Task.FromResult(cursor is null ? position with { Seq = 0, N = 0 } : new ReadPosition(room, cursor.Seq, cursor.N));
    }

    public async Task<ReadPosition> MarkUnread(ReadPosition position)
    {
        if (state.State.Cursors.GetValueOrDefault(position.Room) is not { } cursor)
        {
            return position with { Seq = 0, N = 0 };
        }

        if (cursor.Seq > position.Seq)
        {
            // Written at once, unlike moves forward: those are made again by reading on, this one by nobody.
            _cursorsMoved = _cursorsMoved.Remove(position.Room);
            if (await Change(user => user.Cursors.GetValueOrDefault(position.Room)?.Seq > position.Seq ? user with { Cursors = user.Cursors.SetItem(position.Room, new CursorState(position.Seq, position.N)) } : user))
            {
                Tell([new ReadMoved(position, IsBack: true)]);
            }
        }

        return state.State.Cursors.GetValueOrDefault(position.Room) is { } moved ? new ReadPosition(position.Room, moved.Seq, moved.N) : position with { Seq = 0, N = 0 };
    }

    public Task<ImmutableArray<ReadPosition>> Cursors() =>
        Task.FromResult<ImmutableArray<ReadPosition>>([.. state.State.Cursors.Select(cursor => new ReadPosition(cursor.Key, cursor.Value.Seq, cursor.Value.N))]);

    public Task<ReadPosition?> Cursor(string room) =>
        Task.FromResult(state.State.Cursors.GetValueOrDefault(room) is { } cursor ? new ReadPosition(room, cursor.Seq, cursor.N) : null);

    private void WriteCursorsLater() =>
        _cursorWrite ??= this.RegisterGrainTimer(_ => WriteCursors(isLast: false), new GrainTimerCreationOptions(CursorWriteDelay, Timeout.InfiniteTimeSpan) { Interleave = true });

    /// <param name="isLast">True if the grain goes: there is no later.</param>
    private async Task WriteCursors(bool isLast)
    {
        _cursorWrite?.Dispose();
        _cursorWrite = null;
        for (var isRepeat = false; ; isRepeat = true)
        {
            await HasRead();
            if (_isLost || ReferenceEquals(_cursorsWritten, state.State.Cursors))
            {
                return;
            }

            var reads = _reads;
            try
            {
                await WriteState();
                return;
            }
            catch (Exception e)
            {
                if (e is InconsistentStateException && !isRepeat && await ReadAgain(reads))
                {
                    continue; // an earlier write of ours whose reply was lost has come about, or another activation writes
                }

                if (isLast)
                {
                    Lose();
                    throw;
                }

                // The database is away for a while. Positions are all that memory has and it has not: they wait for it.
                WriteCursorsLater();
                return;
            }
        }
    }

    /// <summary>The database has another version than memory was read from: reads what it has.</summary>
    /// <param name="reads">How often memory had been replaced when that was written which has failed.</param>
    /// <returns>False: it could not be read.</returns>
    private Task<bool> ReadAgain(int reads)
    {
        if (_reads == reads && _reading.IsCompleted)
        {
            _reading = ReadAgainAsync();
        }

        return _reading;
    }

    /// <summary>Until memory is not about to be replaced.</summary>
    private async ValueTask HasRead()
    {
        while (!_reading.IsCompleted)
        {
            await _reading;
        }
    }

    private async Task<bool> ReadAgainAsync()
    {
        try
        {
            await state.ReadStateAsync();
        }
        catch
        {
            return false; // memory is as it was; the log of the store says why
        }

        (_reads, _isLost) = (_reads + 1, false);
        var stored = state.State.Cursors;
        if (CursorMoves.Explain(stored, _cursorsWritten, _cursorsMoved))
        {
            // It differs in nothing but moves of ours, those that were made during the read among them: they were acknowledged and go on from there.
            state.State = state.State with { Cursors = stored.SetItems(_cursorsMoved) };
            WriteCursorsLater();
        }
        else
        {
            // Whoever wrote is right, and has the user from now on.
            _cursorsMoved = ImmutableDictionary<string, CursorState>.Empty;
            DeactivateOnIdle();
        }

        _cursorsWritten = stored;
        return true;
    }
}
