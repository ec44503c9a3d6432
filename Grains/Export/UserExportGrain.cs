using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Parley.Export;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Export;

[GrainType("user-export")]
internal sealed class UserExportGrain(Databases databases) : Grain, IUserExportGrain
{
    private const int MaxEvents = 500;
    private const int MaxCharacters = 1024 * 1024;
    private const string RoomsSql = "SELECT DISTINCT room_id FROM room_members WHERE user_id = @user ORDER BY room_id";

    /// <summary>Along the room's line: an export may take its time, and needs no index of its own.</summary>
    private const string EventsSql = $"SELECT {RoomLogReader.EventColumns} FROM room_events WHERE room_id = @room AND sender_id = @user AND seq > @after ORDER BY seq LIMIT @limit";

    private string User => this.GetPrimaryKeyString();

    public Task<ImmutableArray<string>> Rooms() => databases.Messages.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<string>(RoomsSql, new { user = User }, moment)).ToImmutableArray());

    public Task<ImmutableArray<RoomEvent>> Events(string room, long after, int limit) => databases.Messages.ReadAsync(async (connection, moment) =>
    {
        await using var rows = await connection.ExecuteReaderAsync(EventsSql, new { room, user = User, after, limit = Math.Clamp(limit, 1, MaxEvents) }, moment);
        return await Read(rows);
    });

    private static async Task<ImmutableArray<RoomEvent>> Read(DbDataReader rows)
    {
        var events = ImmutableArray.CreateBuilder<RoomEvent>();
        for (var characters = 0L; characters < MaxCharacters && await rows.ReadAsync();)
        {
            var e = RoomEventCodec.Decode(RoomLogReader.Stored(rows));
            characters += RoomTail.Characters(e);
            events.Add(e);
        }

        return events.ToImmutable();
    }
}
