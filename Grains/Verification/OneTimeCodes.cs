using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.Verification;

/// <summary>
/// Codes that are good once. Each is spent by one conditional write, so that a replay is refused on every node; the same write
/// counts the attempt. What grains believe in their memory has no say in it.
/// </summary>
public sealed class OneTimeCodes(Databases databases, ServerKeys keys, TimeProvider clock)
{
    /// <summary>Rows are kept so long after their end: those who ask too often are told by them.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly byte[] _key = keys.Secret("one-time-codes"); // not when first needed: that may be within a transaction

    /// <summary>Enters a code within the caller's transaction, so that it is sent if and only if it counts.</summary>
    public async Task AddAsync(OneTimeCode code, DbConnection connection, DbTransaction transaction)
    {
        var now = Now;
        await connection.ExecuteAsync(
            "INSERT INTO one_time_codes (id, purpose, subject, address, code_hash, link_hash, attempts, max_attempts, created_at_ms, expires_at_ms) " +
            "VALUES (@Id, @Purpose, @Subject, @Address, @code, @link, 0, @MaxAttempts, @now, @expires)",
            new
            {
                code.Id, code.Purpose, code.Subject, code.Address, code.MaxAttempts, now,
                code = Hash(code.Id, code.Code),
                link = code.Link.Length == 0 ? "" : Hash(code.Id, code.Link),
                expires = now + (long)code.Lifetime.TotalMilliseconds,
            },
            transaction);
        await Database.SweepAsync<string>(connection, transaction, "one_time_codes", "id", "expires_at_ms", now - (long)Kept.TotalMilliseconds);
    }

    /// <summary>Counts an attempt, and spends the code if it is the right one. Null: wrong, spent, expired, tried too often, or never was.</summary>
    /// <param name="subject">Whose it must be; null: whoever.</param>
    public Task<SpentCode?> SpendAsync(string id, string purpose, string? subject, string code) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        var by = OneTimeCode.NewId();
        var hash = Hash(id, code);
        await connection.ExecuteAsync(
            "UPDATE one_time_codes SET attempts = attempts + 1, " +
            "spent_by = CASE WHEN code_hash = @hash OR link_hash = @hash THEN @by ELSE NULL END, " +
            "spent_at_ms = CASE WHEN code_hash = @hash OR link_hash = @hash THEN @now ELSE NULL END " +
            "WHERE id = @id AND purpose = @purpose AND spent_at_ms IS NULL AND attempts < max_attempts AND expires_at_ms > @now" +
            (subject is null ? "" : " AND subject = @subject"),
            new { id, purpose, subject, hash, by, now = Now }, transaction);
        return await connection.QuerySingleOrDefaultAsync<SpentCode>(
            "SELECT subject AS Subject, address AS Address FROM one_time_codes WHERE id = @id AND spent_by = @by AND subject <> ''", new { id, by }, transaction);
    });

    /// <summary>Counts an attempt to go on with a ticket, without spending it. False: there is no such one that counts.</summary>
    public Task<bool> AttemptAsync(string id, string purpose, string subject, string secret) => databases.Identity.WriteAsync(async (connection, transaction) =>
        await connection.ExecuteAsync(
            "UPDATE one_time_codes SET attempts = attempts + 1 WHERE id = @id AND purpose = @purpose AND subject = @subject AND code_hash = @hash " +
            "AND spent_at_ms IS NULL AND attempts < max_attempts AND expires_at_ms > @now",
            new { id, purpose, subject, hash = Hash(id, secret), now = Now }, transaction) == 1);

    /// <summary>Spends a ticket after an attempt that went well. False: another was faster, or it was revoked.</summary>
    public Task<bool> FinishAsync(string id, string purpose, string subject) => databases.Identity.WriteAsync(async (connection, transaction) =>
        await connection.ExecuteAsync(
            "UPDATE one_time_codes SET spent_at_ms = @now WHERE id = @id AND purpose = @purpose AND subject = @subject AND spent_at_ms IS NULL AND attempts <= max_attempts",
            new { id, purpose, subject, now = Now }, transaction) == 1);

    /// <summary>Enters a code that is not sent.</summary>
    public Task AddAsync(OneTimeCode code) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        await AddAsync(code, connection, transaction);
        return true;
    });

    /// <summary>Makes all codes of a user for a purpose worthless.</summary>
    public Task RevokeAsync(string purpose, string subject) => databases.Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "UPDATE one_time_codes SET max_attempts = 0 WHERE purpose = @purpose AND subject = @subject AND spent_at_ms IS NULL", new { purpose, subject }, transaction));

    /// <summary>How many codes were sent to an address, and asked for by a user, within the time; and when the oldest of each was.</summary>
    public Task<RecentCodes> RecentAsync(string purpose, string address, string subject, TimeSpan within) =>
        databases.Identity.ReadAsync(async (connection, moment) =>
        {
            var since = Now - (long)within.TotalMilliseconds;
            var (toAddress, oldestToAddress) = await connection.QuerySingleAsync<(long, long?)>(
                "SELECT COUNT(*), MIN(created_at_ms) FROM one_time_codes WHERE purpose = @purpose AND address = @address AND created_at_ms > @since",
                new { purpose, address, since }, moment);
            var (ofUser, oldestOfUser) = await connection.QuerySingleAsync<(long, long?)>(
                "SELECT COUNT(*), MIN(created_at_ms) FROM one_time_codes WHERE purpose = @purpose AND subject = @subject AND created_at_ms > @since",
                new { purpose, subject, since }, moment);
            return new RecentCodes((int)toAddress, (int)ofUser, Wait(oldestToAddress), Wait(oldestOfUser));

            TimeSpan Wait(long? oldest) => oldest is { } at ? TimeSpan.FromMilliseconds(Math.Max(1000, at - since)) : TimeSpan.Zero;
        });

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Keyed: six digits could be found from a plain hash in no time.</summary>
    private string Hash(string id, string code) => Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{id}:{code}")));
}

/// <param name="AddressFreeIn">When the oldest of those to the address falls out of the time.</param>
public sealed record RecentCodes(int ToAddress, int OfUser, TimeSpan AddressFreeIn, TimeSpan UserFreeIn);
