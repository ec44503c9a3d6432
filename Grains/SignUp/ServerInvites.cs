using System.Collections.Immutable;
using System.Security.Cryptography;
using Dapper;
using Parley.Grains.Storage;
using Parley.Sessions;
using Parley.SignUp;

namespace Parley.Grains.SignUp;

/// <summary>Invites to the server. A use is taken by one conditional write: of fifty who want the last one, one gets it.</summary>
public sealed class ServerInvites(Databases databases, TimeProvider clock)
{
    private const int MaxListed = 1000;
    private const string CodeAlphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // none that look alike
    private const int CodeLength = 24; // 138 bits
    private const string Columns =
        "id AS Id, role AS Role, uses AS Uses, uses_left AS UsesLeft, created_by AS CreatedBy, created_at_ms AS CreatedAt, expires_at_ms AS ExpiresAt, revoked_at_ms AS RevokedAt";

    public Task<(ServerInvite Invite, string Code)> CreateAsync(string createdBy, int uses, TimeSpan lifetime, string role) =>
        databases.Identity.WriteAsync(async (connection, transaction) =>
        {
            var (id, code, now) = (RandomNumberGenerator.GetHexString(16, lowercase: true), RandomNumberGenerator.GetString(CodeAlphabet, CodeLength), Now);
            await connection.ExecuteAsync(
                "INSERT INTO server_invites (id, code_hash, role, uses, uses_left, created_by, created_at_ms, expires_at_ms) " +
                "VALUES (@id, @hash, @role, @uses, @uses, @createdBy, @now, @expires)",
                new { id, hash = SessionToken.Hash(code), role, uses, createdBy, now, expires = now + (long)lifetime.TotalMilliseconds },
                transaction);
            var row = await connection.QuerySingleAsync<Row>($"SELECT {Columns} FROM server_invites WHERE id = @id", new { id }, transaction);
            return (row.ToInvite(), code);
        });

    /// <summary>Newest first.</summary>
    public Task<ImmutableArray<ServerInvite>> ListAsync() => databases.Identity.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<Row>($"SELECT {Columns} FROM server_invites ORDER BY created_at_ms DESC, id LIMIT @MaxListed", new { MaxListed }, moment))
            .Select(row => row.ToInvite()).ToImmutableArray());

    /// <summary>Takes one use. Null: there is none to take.</summary>
    public Task<ServerInvite?> SpendAsync(string code) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        var hash = SessionToken.Hash(code);
        var isSpent = await connection.ExecuteAsync(
            "UPDATE server_invites SET uses_left = uses_left - 1 WHERE code_hash = @hash AND uses_left > 0 AND revoked_at_ms IS NULL AND expires_at_ms > @now",
            new { hash, now = Now }, transaction) == 1;
        return isSpent ? (await connection.QuerySingleAsync<Row>($"SELECT {Columns} FROM server_invites WHERE code_hash = @hash", new { hash }, transaction)).ToInvite() : null;
    });

    /// <summary>Gives back a use that nothing has come of.</summary>
    public Task GiveBackAsync(string id) => databases.Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "UPDATE server_invites SET uses_left = uses_left + 1 WHERE id = @id AND uses_left < uses", new { id }, transaction));

    /// <summary>Makes it worthless. Null: there is no such invite.</summary>
    public Task<ServerInvite?> RevokeAsync(string id) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        await connection.ExecuteAsync("UPDATE server_invites SET revoked_at_ms = @now WHERE id = @id AND revoked_at_ms IS NULL", new { id, now = Now }, transaction);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM server_invites WHERE id = @id", new { id }, transaction))?.ToInvite();
    });

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Row
    {
        public string Id { get; set; } = "";
        public string Role { get; set; } = "";
        public long Uses { get; set; }
        public long UsesLeft { get; set; }
        public string CreatedBy { get; set; } = "";
        public long CreatedAt { get; set; }
        public long ExpiresAt { get; set; }
        public long? RevokedAt { get; set; }

        public ServerInvite ToInvite() => new(
            Id, Role, (int)Uses, (int)UsesLeft, CreatedBy,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt), RevokedAt is not null);
    }
}
