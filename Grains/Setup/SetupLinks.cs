using System.Security.Cryptography;
using Dapper;
using Parley.Grains.Storage;
using Parley.Sessions;

namespace Parley.Grains.Setup;

/// <summary>The one link that may make the first administrator. Of any number who come with it at once, one conditional write lets one through.</summary>
public sealed class SetupLinks(Databases databases, TimeProvider clock)
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // none that look alike
    private const int Length = 32; // 184 bits

    public Task<SetupRow> ReadAsync() => databases.Identity.ReadAsync(async (connection, moment) =>
        (await connection.QuerySingleAsync<Row>("SELECT token_hash AS TokenHash, issued_at_ms AS IssuedAt, closed_at_ms AS ClosedAt FROM server_setup WHERE id = 1", transaction: moment)).ToSetup());

    /// <summary>Makes a link in the place of the one before. Null: no link counts any more; or, if it should be the first, there was one.</summary>
    public async Task<string?> IssueAsync(bool onlyFirst)
    {
        var token = RandomNumberGenerator.GetString(Alphabet, Length);
        return await WriteAsync(
            $"UPDATE server_setup SET token_hash = @hash, issued_at_ms = @now WHERE id = 1 AND closed_at_ms IS NULL{(onlyFirst ? " AND issued_at_ms IS NULL" : "")}",
            token) ? token : null;
    }

    /// <summary>Whether the link counted: from now on it does not.</summary>
    public Task<bool> SpendAsync(string token) =>
        WriteAsync("UPDATE server_setup SET token_hash = NULL WHERE id = 1 AND token_hash = @hash AND closed_at_ms IS NULL", token);

    /// <summary>Nothing has come of it: the link counts again, unless there is another.</summary>
    public Task GiveBackAsync(string token) =>
        WriteAsync("UPDATE server_setup SET token_hash = @hash WHERE id = 1 AND token_hash IS NULL AND closed_at_ms IS NULL", token);

    /// <summary>There is an administrator: no link ever counts again. Repeating is harmless.</summary>
    public Task CloseAsync() => WriteAsync("UPDATE server_setup SET token_hash = NULL, closed_at_ms = @now WHERE id = 1 AND closed_at_ms IS NULL", "");

    private Task<bool> WriteAsync(string update, string token) => databases.Identity.WriteAsync(async (connection, transaction) =>
        await connection.ExecuteAsync(update, new { hash = SessionToken.Hash(token), now = clock.GetUtcNow().ToUnixTimeMilliseconds() }, transaction) == 1);

    private sealed class Row
    {
        public string? TokenHash { get; set; }
        public long? IssuedAt { get; set; }
        public long? ClosedAt { get; set; }

        public SetupRow ToSetup() => new(TokenHash, IssuedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, ClosedAt is not null);
    }
}

/// <param name="TokenHash">Of the link that counts; null: none does.</param>
/// <param name="IssuedAt">When the last link was made; null: there never was one.</param>
/// <param name="IsClosed">No link ever counts again.</param>
public sealed record SetupRow(string? TokenHash, DateTimeOffset? IssuedAt, bool IsClosed)
{
    /// <summary>Whether the link with that token counts at this moment. Spending it decides.</summary>
    public bool Counts(string token) => !IsClosed && TokenHash is not null && TokenHash == SessionToken.Hash(token);

    /// <summary>Without the hash.</summary>
    public override string ToString() => $"SetupRow({IssuedAt}, {IsClosed})";
}
