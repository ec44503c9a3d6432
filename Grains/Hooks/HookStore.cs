using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;
using Parley.Hooks;

namespace Parley.Grains.Hooks;

/// <summary>What is kept of incoming webhooks. Whatever two might do at the same time is one conditional write.</summary>
internal sealed class HookStore(Databases databases, TimeProvider clock)
{
    private const string Columns =
        "id AS Id, room_id AS Room, user_id AS User, name AS Name, secret_hash AS SecretHash, created_by AS CreatedBy, created_at_ms AS CreatedAtMs, last_used_at_ms AS LastUsedAtMs";

    /// <summary>The time of the last use is written no more often.</summary>
    private static readonly TimeSpan UseGrain = TimeSpan.FromMinutes(1);

    private readonly Database _database = databases.Identity;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<int> CountAsync(string room) => _database.ReadAsync((connection, moment) =>
        connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM hooks WHERE room_id = @room", new { room }, moment));

    public async Task<Hook> AddAsync(string id, string room, string user, string name, string secretHash, string createdBy)
    {
        var row = new Row { Id = id, Room = room, User = user, Name = name, SecretHash = secretHash, CreatedBy = createdBy, CreatedAtMs = Now };
        await _database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            """
            INSERT INTO hooks (id, room_id, user_id, name, secret_hash, created_by, created_at_ms)
            VALUES (@Id, @Room, @User, @Name, @SecretHash, @CreatedBy, @CreatedAtMs)
            """,
            row, transaction));
        return row.ToHook();
    }

    public Task<ImmutableArray<Hook>> ListAsync(string room) => _database.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<Row>($"SELECT {Columns} FROM hooks WHERE room_id = @room ORDER BY id", new { room }, moment)).Select(row => row.ToHook()).ToImmutableArray());

    /// <summary>Null: there is none, or not of that room.</summary>
    public async Task<Hook?> FindAsync(string room, string id) => (await RowAsync(id)) is { } row && row.Room == room ? row.ToHook() : null;

    /// <summary>The webhook, and the hash of its secret.</summary>
    public async Task<(Hook Hook, string SecretHash)?> FindAsync(string id) => await RowAsync(id) is { } row ? (row.ToHook(), row.SecretHash) : null;

    /// <summary>Of several at the same time the last one counts; false: it is gone.</summary>
    public Task<bool> SetSecretAsync(string id, string secretHash) => ChangeAsync("UPDATE hooks SET secret_hash = @secretHash WHERE id = @id", new { id, secretHash });

    /// <summary>False: it was gone already.</summary>
    public Task<bool> DeleteAsync(string id) => ChangeAsync("DELETE FROM hooks WHERE id = @id", new { id });

    /// <summary>All of a room, which is deleted.</summary>
    public Task<int> DeleteOfAsync(string room) => _database.WriteAsync((connection, transaction) => connection.ExecuteAsync("DELETE FROM hooks WHERE room_id = @room", new { room }, transaction));

    /// <summary>Notes that it was used, if that was not said of this minute.</summary>
    public async Task UsedAsync(Hook hook)
    {
        if (hook.LastUsedAt is not { } last || clock.GetUtcNow() - last >= UseGrain)
        {
            await ChangeAsync("UPDATE hooks SET last_used_at_ms = @Now WHERE id = @Id", new { hook.Id, Now });
        }
    }

    private Task<Row?> RowAsync(string id) => _database.ReadAsync((connection, moment) =>
        connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM hooks WHERE id = @id", new { id }, moment));

    private Task<bool> ChangeAsync(string sql, object parameters) =>
        _database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(sql, parameters, transaction) == 1);

    private sealed class Row
    {
        public required string Id { get; init; }
        public required string Room { get; init; }
        public required string User { get; init; }
        public required string Name { get; init; }
        public required string SecretHash { get; init; }
        public required string CreatedBy { get; init; }
        public long CreatedAtMs { get; init; }
        public long? LastUsedAtMs { get; init; }

        public Hook ToHook() => new(
            Id, Room, User, Name, CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs), LastUsedAtMs is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(last) : null);
    }
}
