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

    /// <summary>True after a failed write: nothing may be written from this memory any more.</summary>
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
            await Change(user => user with { Cursors = user.Cursors.SetItem(position.Room, new CursorState(position.Seq, position.N)) });
            Tell([new ReadMoved(position, IsBack: true)]);
        }

        cursor = state.State.Cursors[position.Room];
        return new ReadPosition(position.Room, cursor.Seq, cursor.N);
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
        if (_isLost || ReferenceEquals(_cursorsWritten, state.State.Cursors))
        {
            return;
        }

        try
        {
            await WriteState();
        }
        catch (InconsistentStateException) when (!isLast)
        {
            // An earlier write of ours whose reply was lost has come about, or another activation writes.
            await CatchUp();
        }
        catch when (!isLast)
        {
            // The database is away for a while. Positions are all that memory has and it has not: they wait for it.
            WriteCursorsLater();
        }
        catch
        {
            Lose();
            throw;
        }
    }

    /// <summary>
    /// The database has another version than memory was read from. If it differs in nothing but moves of ours, they were acknowledged and go on from there; else whoever wrote is right, and the activation goes.
    /// </summary>
    private async Task CatchUp()
    {
        try
        {
            await state.ReadStateAsync();
        }
        catch
        {
            Lose();
            throw;
        }

        // Moves that were made during the read are among those that are remembered; a change of anything else has met the same conflict and given the activation up.
        var stored = state.State.Cursors;
        if (_isLost || !CursorMoves.Explain(stored, _cursorsWritten, _cursorsMoved))
        {
            Lose();
            return;
        }

        _cursorsWritten = stored;
        state.State = state.State with { Cursors = stored.SetItems(_cursorsMoved) };
        WriteCursorsLater();
    }
}
