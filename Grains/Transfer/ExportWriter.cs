using System.Text.Json;
using Dapper;
using Parley.FileStores;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Transfer;

/// <summary>
/// Writes users, rooms and everything that happened in them as lines of JSON, from the databases themselves, beside a server or without one. Each room is whole up to the
/// head that its line names.
/// </summary>
/// <param name="files">Null: files are only named.</param>
public sealed class ExportWriter(Database messages, Database grains, IFileStore? files, TimeProvider clock)
{
    private const int Page = 500;
    private const string RoomsSql = "SELECT r.room_id AS Id, r.name AS Name, h.last_seq AS LastSeq FROM rooms r JOIN room_heads h ON h.room_id = r.room_id";
    private const string UserSql = "SELECT GrainIdExtensionString AS Id, PayloadBinary AS State FROM OrleansStorage WHERE GrainTypeString = 'user' AND PayloadBinary IS NOT NULL";

    /// <summary>Where the files of an export are.</summary>
    public static string FolderOf(string path) => path + ".files";

    /// <summary>Writes the export; its files into the folder beside it.</summary>
    /// <param name="path">Must not be there yet.</param>
    /// <param name="room">Name or id of the one room; null: all.</param>
    /// <exception cref="TransferException">There is no such room, or something is in the way.</exception>
    public async Task<Transferred> WriteAsync(string path, string? room, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        var rooms = await messages.ReadAsync(async (connection, moment) => (await connection.QueryAsync<RoomRow>(
            room is null ? $"{RoomsSql} ORDER BY r.room_id" : $"{RoomsSql} WHERE r.room_id = @room OR r.room_id IN (SELECT room_id FROM room_names WHERE name_key = @key)",
            new { room, key = RoomNames.Key(room ?? "") }, moment)).AsList());
        if (room is not null && rooms.Count == 0)
        {
            throw new TransferException($"There is no room {room}.");
        }

        var users = await UsersAsync(room is null ? null : rooms[0].Id);
        var (total, events, copied) = (rooms.Sum(one => one.LastSeq), 0L, 0L);
        await using var file = Create(path);
        await WriteAsync(file, new ExportLine { Type = "export", Format = ExportLine.CurrentFormat, Program = ProgramVersion.Text, At = clock.GetUtcNow() });
        foreach (var user in users)
        {
            await WriteAsync(file, user);
        }

        foreach (var one in rooms)
        {
            await WriteAsync(file, new ExportLine { Type = "room", Id = one.Id, Name = one.Name, LastSeq = one.LastSeq });
            for (var after = 0L; after < one.LastSeq;)
            {
                cancellation.ThrowIfCancellationRequested();
                var page = await PageAsync(one, after);
                foreach (var stored in page)
                {
                    await WriteAsync(file, Line(one.Id, stored));
                    copied += files is not null && RoomEventCodec.Decode(stored) is MessagePosted { Files: { } attached } ? await CopyAsync(path, attached.Select(f => f.Id)) : 0;
                }

                (after, events) = (page[^1].Seq, events + page.Count);
                progress?.Report(new TransferProgress(events, total));
            }
        }

        await WriteAsync(file, new ExportLine { Type = "end", Users = users.Count, Rooms = rooms.Count, Events = events });
        return new Transferred(users.Count, rooms.Count, events, copied, 0);
    }

    private Task<List<StoredEvent>> PageAsync(RoomRow room, long after) => messages.ReadAsync(async (connection, moment) =>
    {
        var page = new List<StoredEvent>();
        await using var rows = await connection.ExecuteReaderAsync(
            $"SELECT {RoomLogReader.EventColumns} FROM room_events WHERE room_id = @room AND seq > @after AND seq <= @head ORDER BY seq LIMIT @Page",
            new { room = room.Id, after, head = room.LastSeq, Page }, moment);
        while (await rows.ReadAsync())
        {
            page.Add(RoomLogReader.Stored(rows));
        }

        return page.Count > 0 ? page : throw new TransferException($"Events of the room {room.Id} after {after} are missing.");
    });

    /// <summary>All users; or those who have to do with a room.</summary>
    private async Task<List<ExportLine>> UsersAsync(string? room)
    {
        var wanted = room is null ? null : (await messages.ReadAsync(async (connection, moment) => (await connection.QueryAsync<string>(
            "SELECT sender_id FROM room_events WHERE room_id = @room UNION SELECT user_id FROM room_members WHERE room_id = @room", new { room }, moment)).AsList())).ToHashSet();
        var all = new List<ExportLine>();
        for (var after = ""; ;)
        {
            var page = await grains.ReadAsync(async (connection, moment) =>
                (await connection.QueryAsync<UserRow>($"{UserSql} AND GrainIdExtensionString > @after ORDER BY GrainIdExtensionString LIMIT @Page", new { after, Page }, moment)).AsList());
            all.AddRange(page.Where(row => wanted?.Contains(row.Id) != false).Select(Line).Where(line => line.UserName is { Length: > 0 }));
            if (page.Count < Page)
            {
                // Who has made a bot comes before it.
                return [.. all.OrderBy(user => user.Bot == true)];
            }

            after = page[^1].Id;
        }
    }

    private static ExportLine Line(UserRow row)
    {
        using var state = JsonDocument.Parse(row.State);
        return new ExportLine
        {
            Type = "user", Id = row.Id, UserName = Text("UserName"), DisplayName = Text("DisplayName"), Owner = Text("Owner"),
            Bot = Is("IsBot"), Deactivated = Is("IsDeactivated"), Erased = Is("IsErased"),
        };

        string? Text(string name) => state.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        bool? Is(string name) => state.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True ? true : null;
    }

    internal static ExportLine Line(string room, StoredEvent e)
    {
        using var payload = e.Payload is null ? null : JsonDocument.Parse(e.Payload);
        return new ExportLine
        {
            Type = "event", Room = room, Seq = e.Seq, Kind = e.Kind, Version = e.Version, At = DateTimeOffset.FromUnixTimeMilliseconds(e.AtMs), N = e.N, Sender = e.Sender,
            ClientId = e.ClientId, Target = e.Target, Payload = payload?.RootElement.Clone(),
        };
    }

    private async Task<long> CopyAsync(string path, IEnumerable<string> ids)
    {
        var copied = 0;
        foreach (var id in ids.SelectMany(id => new[] { id, FileIds.Thumbnail(id) }))
        {
            await using var source = await files!.OpenReadAsync(id);
            if (source is not null)
            {
                await using var copy = CreateFile(path, id);
                await source.CopyToAsync(copy);
                copied += FileIds.IsFile(id) ? 1 : 0;
            }
        }

        return copied;
    }

    /// <summary>A file beside the export, in a folder that only its owner may open.</summary>
    internal static FileStream CreateFile(string path, string id)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(FolderOf(path));
        }
        else
        {
            Directory.CreateDirectory(FolderOf(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new FileStream(Path.Combine(FolderOf(path), id), FileMode.Create, FileAccess.ReadWrite);
    }

    /// <summary>A new file that only its owner may read.</summary>
    internal static StreamWriter Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new StreamWriter(path, options);
    }

    internal static Task WriteAsync(StreamWriter file, ExportLine line) => file.WriteAsync(JsonSerializer.Serialize(line, ExportJson.Default.ExportLine) + "\n");

    private sealed class RoomRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required long LastSeq { get; init; }
    }

    private sealed class UserRow
    {
        public required string Id { get; init; }

        public required byte[] State { get; init; }
    }
}
