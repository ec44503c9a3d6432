using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Parley.Errors;
using Parley.Files;
using Parley.Grains.Storage;

namespace Parley.Grains.Files;

/// <summary>What is known of uploads. Whatever two might do at the same time is one conditional write.</summary>
internal sealed class UploadStore(Databases databases, TimeProvider clock)
{
    private const int MaxErased = 100;

    /// <summary>The claim of what is to be erased. No command's is like it.</summary>
    private const string Doomed = "!";

    /// <summary>A claim whose message has not come after this time belongs to a send that was refused.</summary>
    private static readonly TimeSpan ClaimPatience = TimeSpan.FromHours(1);

    private const string Columns =
        "id AS Id, room_id AS Room, name AS Name, size AS Size, received AS Received, type AS Type, width AS Width, height AS Height, has_thumbnail AS Thumbnail, claim AS Claim";

    private readonly Database _database = databases.Identity;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<Outcome<Upload>> BeginAsync(NewUpload command) => _database.WriteAsync<Outcome<Upload>>(async (connection, transaction) =>
    {
        var (user, size) = (command.User, command.Size);
        await connection.ExecuteAsync(_database.InsertIfAbsent("upload_usage", "user_id", "bytes"), new { user_id = user, bytes = 0L }, transaction);
        if (await connection.ExecuteAsync(
            "UPDATE upload_usage SET bytes = bytes + @size WHERE user_id = @user AND bytes + @size <= @Quota", new { user, size, command.Quota }, transaction) != 1)
        {
            return ErrorCatalog.Error(ErrorCatalog.QuotaUsed);
        }

        var id = "f" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        await connection.ExecuteAsync(
            "INSERT INTO uploads (id, user_id, room_id, name, size, received, created_at_ms) VALUES (@id, @user, @Room, @Name, @size, 0, @Now)",
            new { id, user, command.Room, command.Name, size, Now },
            transaction);
        return new Upload(id, command.Room, command.Name, size, 0, null, null, null, false, false);
    });

    public Task<Upload?> FindAsync(string id, string user) => _database.ReadAsync(async (connection, moment) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM uploads WHERE id = @id AND user_id = @user", new { id, user }, moment))?.ToUpload());

    public Task<bool> AdvanceAsync(string id, long from, long to) => ChangeAsync(
        "UPDATE uploads SET received = @to WHERE id = @id AND received = @from AND type IS NULL AND size >= @to", new { id, from, to });

    public Task<bool> FinishAsync(string id, string type, int? width, int? height) => ChangeAsync(
        "UPDATE uploads SET type = @type, width = @width, height = @height WHERE id = @id AND received = size AND type IS NULL", new { id, type, width, height });

    public Task<bool> ThumbnailAsync(string id) => ChangeAsync("UPDATE uploads SET has_thumbnail = 1 WHERE id = @id AND claim IS NULL", new { id });

    public async Task<Outcome<ImmutableArray<MessageFile>>> ClaimAsync(ClaimUploads command)
    {
        try
        {
            return await _database.WriteAsync((connection, transaction) => ClaimAsync(connection, transaction, command));
        }
        catch (ClaimRefusedException e)
        {
            return ErrorCatalog.Error(e.Code); // none of them was claimed
        }
    }

    /// <summary>Gives back what a command has claimed and no message has. A message that comes all the same, from a silo that was frozen, finds them with another one.</summary>
    public async Task ReleaseAsync(string user, string room, string clientId)
    {
        var claim = ClaimOf(room, clientId);
        var claimed = await _database.ReadAsync(async (connection, moment) =>
            (await connection.QueryAsync<string>("SELECT id FROM uploads WHERE user_id = @user AND claim = @claim AND settled = 0", new { user, claim }, moment)).AsList());
        if (claimed.Count == 0)
        {
            return;
        }

        var posted = await databases.Messages.ReadAsync(async (connection, moment) =>
            (await connection.QueryAsync<string>("SELECT file_id FROM room_files WHERE file_id IN @claimed", new { claimed }, moment)).ToHashSet());
        foreach (var id in claimed.Where(id => !posted.Contains(id)))
        {
            await ChangeAsync("UPDATE uploads SET claim = NULL, claimed_at_ms = NULL WHERE id = @id AND claim = @claim AND settled = 0", new { id, claim });
        }
    }

    /// <summary>Has an upload erased that no command has claimed.</summary>
    public Task<bool> CancelAsync(string id, string user) => ChangeAsync(
        "UPDATE uploads SET claim = @Doomed, claimed_at_ms = @Now WHERE id = @id AND user_id = @user AND claim IS NULL", new { id, user, Doomed, Now });

    /// <summary>Has all uploads of a user erased that no command has claimed.</summary>
    public Task EraseOfAsync(string user) => ChangeAsync(
        "UPDATE uploads SET claim = @Doomed, claimed_at_ms = @Now WHERE user_id = @user AND claim IS NULL", new { user, Doomed, Now });

    /// <summary>Has all uploads of a room erased, also those of its messages: it is deleted, and nobody posts there any more.</summary>
    /// <returns>How many there are left.</returns>
    public async Task<int> EraseOfRoomAsync(string room)
    {
        // By id, one by one: a write that looked for them would hold up others.
        var left = await _database.ReadAsync(async (connection, moment) => (await connection.QueryAsync<string>("SELECT id FROM uploads WHERE room_id = @room", new { room }, moment)).AsList());
        foreach (var id in left)
        {
            await ChangeAsync("UPDATE uploads SET claim = @Doomed, claimed_at_ms = @Now WHERE id = @id AND (claim IS NULL OR claim <> @Doomed)", new { id, Doomed, Now });
        }

        return left.Count + await databases.Messages.WriteAsync(async (connection, transaction) =>
        {
            await connection.ExecuteAsync("UPDATE room_files SET erased = 1 WHERE room_id = @room AND erased = 0", new { room }, transaction);
            return await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM room_files WHERE room_id = @room", new { room }, transaction);
        });
    }

    /// <summary>Whose bytes are to be erased: of deleted messages, cancelled, forgotten, or claimed by a send that was refused.</summary>
    public async Task<ImmutableArray<string>> ToEraseAsync(TimeSpan unusedFor)
    {
        await DoomAsync(Now - (long)unusedFor.TotalMilliseconds);
        var doomed = await _database.ReadAsync(async (connection, moment) =>
            (await connection.QueryAsync<string>("SELECT id FROM uploads WHERE claim = @Doomed LIMIT @MaxErased", new { Doomed, MaxErased }, moment)).AsList());
        var deleted = await databases.Messages.ReadAsync(async (connection, moment) =>
            (await connection.QueryAsync<string>(
                """
                SELECT file_id FROM room_files f
                WHERE erased = 1 AND NOT EXISTS (SELECT 1 FROM deleted_payloads d WHERE d.room_id = f.room_id AND d.target_seq = f.seq) LIMIT @MaxErased
                """,
                new { MaxErased }, moment)).AsList());
        return [.. doomed, .. deleted];
    }

    /// <summary>Forgets them, and gives their bytes back to their users. The log's row goes last: until then they are told again.</summary>
    public async Task ErasedAsync(ImmutableArray<string> ids)
    {
        foreach (var id in ids)
        {
            await _database.WriteAsync(async (connection, transaction) =>
            {
                var row = await connection.QuerySingleOrDefaultAsync<(string User, long Size)?>("SELECT user_id, size FROM uploads WHERE id = @id", new { id }, transaction);
                return row is { } known && await connection.ExecuteAsync("DELETE FROM uploads WHERE id = @id", new { id }, transaction) == 1
                    ? await connection.ExecuteAsync("UPDATE upload_usage SET bytes = bytes - @Size WHERE user_id = @User", new { known.User, known.Size }, transaction)
                    : 0;
            });
        }

        if (!ids.IsEmpty)
        {
            await databases.Messages.WriteAsync((connection, transaction) =>
                connection.ExecuteAsync("DELETE FROM room_files WHERE file_id IN @ids AND erased = 1", new { ids = ids.ToArray() }, transaction));
        }
    }

    private async Task<Outcome<ImmutableArray<MessageFile>>> ClaimAsync(DbConnection connection, DbTransaction transaction, ClaimUploads command)
    {
        var (user, room, claim) = (command.User, command.Room, ClaimOf(command.Room, command.ClientId));
        foreach (var id in command.Ids.Order(StringComparer.Ordinal)) // in one order: two claims must not wait for each other
        {
            await connection.ExecuteAsync(
                """
                UPDATE uploads SET claim = @claim, claimed_at_ms = @Now
                WHERE id = @id AND user_id = @user AND room_id = @room AND type IS NOT NULL AND (claim IS NULL OR claim = @claim)
                """,
                new { id, user, room, claim, Now }, transaction);
        }

        var files = ImmutableArray.CreateBuilder<MessageFile>();
        foreach (var id in command.Ids)
        {
            var row = await connection.QuerySingleOrDefaultAsync<Row>(
                $"SELECT {Columns} FROM uploads WHERE id = @id AND user_id = @user AND room_id = @room AND type IS NOT NULL", new { id, user, room }, transaction);
            if (row?.Claim != claim)
            {
                throw new ClaimRefusedException(row is null ? ErrorCatalog.UploadNotFound : ErrorCatalog.FileUsed);
            }

            files.Add(row.ToFile());
        }

        return files.ToImmutable();
    }

    /// <summary>Marks what no message has and none will have: from then on it cannot be claimed.</summary>
    private async Task DoomAsync(long unusedBefore)
    {
        var old = Now - (long)ClaimPatience.TotalMilliseconds;
        await ChangeAsync("UPDATE uploads SET claim = @Doomed, claimed_at_ms = @Now WHERE claim IS NULL AND created_at_ms < @unusedBefore", new { unusedBefore, Doomed, Now });
        var unsettled = await _database.ReadAsync(async (connection, moment) => (await connection.QueryAsync<string>(
            "SELECT id FROM uploads WHERE settled = 0 AND claimed_at_ms < @old AND claim <> @Doomed LIMIT @MaxErased", new { old, Doomed, MaxErased }, moment)).AsList());
        if (unsettled.Count == 0)
        {
            return;
        }

        var posted = await databases.Messages.ReadAsync(async (connection, moment) =>
            (await connection.QueryAsync<string>("SELECT file_id FROM room_files WHERE file_id IN @unsettled", new { unsettled }, moment)).ToHashSet());
        foreach (var id in unsettled)
        {
            await ChangeAsync(
                posted.Contains(id) ? "UPDATE uploads SET settled = 1 WHERE id = @id" : "UPDATE uploads SET claim = @Doomed WHERE id = @id AND settled = 0 AND claimed_at_ms < @old",
                new { id, old, Doomed });
        }
    }

    private static string ClaimOf(string room, string clientId) => $"{room}/{clientId}";

    private Task<bool> ChangeAsync(string sql, object parameters) =>
        _database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(sql, parameters, transaction) == 1);

    private sealed class Row
    {
        public required string Id { get; init; }
        public required string Room { get; init; }
        public required string Name { get; init; }
        public long Size { get; init; }
        public long Received { get; init; }
        public string? Type { get; init; }
        public int? Width { get; init; }
        public int? Height { get; init; }
        public int Thumbnail { get; init; }
        public string? Claim { get; init; }

        public Upload ToUpload() => new(Id, Room, Name, Size, Received, Type, Width, Height, Thumbnail != 0, Claim is not null);

        public MessageFile ToFile() => new(Id, Name, Type!, Size) { Width = Width, Height = Height, HasThumbnail = Thumbnail != 0 };
    }

    private sealed class ClaimRefusedException(string code) : Exception
    {
        public string Code { get; } = code;
    }
}
