using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.RoomErasure;

/// <summary>The tombstones: which rooms were deleted, and of which there may be something left. One is written with the event that deletes the room.</summary>
internal sealed class DeletedRooms(Databases databases, TimeProvider clock)
{
    private const int Page = 100;

    /// <summary>Some of those that are to be erased.</summary>
    public Task<ImmutableArray<string>> OpenAsync() => databases.Messages.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<string>("SELECT room_id FROM deleted_rooms WHERE done_at_ms IS NULL LIMIT @Page", new { Page }, moment)).ToImmutableArray());

    /// <summary>Who has deleted it; null: nobody, and then nothing of it is touched.</summary>
    public Task<string?> DeletedByAsync(string room) => databases.Messages.ReadAsync((connection, moment) =>
        connection.ExecuteScalarAsync<string?>("SELECT deleted_by FROM deleted_rooms WHERE room_id = @room", new { room }, moment));

    /// <summary>Nothing is left.</summary>
    public Task DoneAsync(string room) => databases.Messages.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "UPDATE deleted_rooms SET done_at_ms = @now WHERE room_id = @room AND done_at_ms IS NULL", new { room, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }, transaction));
}
