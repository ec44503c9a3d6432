using Dapper;
using Parley.Access;
using Parley.Errors;
using Parley.Files;
using Parley.Grains.Rooms;
using Parley.Grains.Search;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Files;

/// <summary>Finds the file of a message for who may read the message, members or those who have left and read on: membership, message and file are of one moment of the log.</summary>
internal sealed class MessageFileReader(Databases databases)
{
    private const string Sql = $"""
        SELECT {RoomLogReader.EventColumns} FROM room_events
        WHERE room_id = @room AND payload IS NOT NULL AND seq = (SELECT seq FROM room_files WHERE file_id = @file AND room_id = @room AND erased = 0)
        """;

    /// <summary>Null: the reader may not read the room, whether it exists or not. Else the file, or <c>file-not-found</c>.</summary>
    public Task<Outcome<MessageFile>?> FindAsync(string room, string file, Actor reader) => databases.Messages.ReadAsync<Outcome<MessageFile>?>(async (connection, moment) =>
    {
        var ceiling = long.MaxValue;
        if (!(await ReadableRooms.ReadAsync(connection, moment, reader, [room])).TryGetValue(room, out var floor))
        {
            var facts = new RoomFactsReader(connection, moment, room);
            if (await facts.MemberAsync(reader.Id) is not null || await facts.StayAsync(reader.Id) is not { } stay)
            {
                return null;
            }

            (floor, ceiling) = (stay.Floor, stay.Ceiling);
        }

        await using var rows = await connection.ExecuteReaderAsync(Sql, new { room, file }, moment);
        return await rows.ReadAsync() && RoomEventCodec.Decode(RoomLogReader.Stored(rows)) is var e && ((e as IAboutMessage)?.Target ?? e.Seq) >= floor && e.Seq <= ceiling
            && FilesOf(e).FirstOrDefault(one => one.Id == file) is { } found
            ? found
            : ErrorCatalog.Error(ErrorCatalog.FileNotFound);
    });

    private static IEnumerable<MessageFile> FilesOf(RoomEvent e) => e switch
    {
        MessagePosted { Files: { } files } => files,
        PreviewsChanged changed => changed.Previews.Select(preview => preview.Image).OfType<MessageFile>(),
        _ => [],
    };
}
