using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Grains.Users;

public sealed partial class UserGrain
{
    private static readonly TimeSpan CursorWriteDelay = TimeSpan.FromSeconds(3);

    /// <summary>The cursors that are on disk.</summary>
    private ImmutableDictionary<string, CursorState> _cursorsWritten = ImmutableDictionary<string, CursorState>.Empty;

    /// <summary>Set while a write of moved cursors is due.</summary>
    private IGrainTimer? _cursorWrite;

    /// <summary>True after a failed write: nothing may be written from this memory any more.</summary>
    private bool _isLost;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _cursorsWritten = state.State.Cursors;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await WriteCursors();

    public Task<ReadPosition> MarkRead(ReadPosition position)
    {
        var (room, seq, n) = position;
        var cursor = state.State.Cursors.GetValueOrDefault(room);
        if (Exists && (cursor is null || cursor.Seq < seq))
        {
            cursor = new CursorState(seq, n);
            state.State = state.State with { Cursors = state.State.Cursors.SetItem(room, cursor) };
            _cursorWrite ??= this.RegisterGrainTimer(_ => WriteCursors(), new GrainTimerCreationOptions(CursorWriteDelay, Timeout.InfiniteTimeSpan) { Interleave = true });
        }

        return Task.FromResult(cursor is null ? position with { Seq = 0, N = 0 } : new ReadPosition(room, cursor.Seq, cursor.N));
    }

    public Task<ImmutableArray<ReadPosition>> Cursors() =>
        Task.FromResult<ImmutableArray<ReadPosition>>([.. state.State.Cursors.Select(cursor => new ReadPosition(cursor.Key, cursor.Value.Seq, cursor.Value.N))]);

    public Task<ReadPosition?> Cursor(string room) =>
        Task.FromResult(state.State.Cursors.GetValueOrDefault(room) is { } cursor ? new ReadPosition(room, cursor.Seq, cursor.N) : null);

    private async Task WriteCursors()
    {
        _cursorWrite?.Dispose();
        _cursorWrite = null;
        if (!_isLost && !ReferenceEquals(_cursorsWritten, state.State.Cursors))
        {
            await Change(user => user);
        }
    }
}
