using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;
using Parley.Verification;

namespace Parley.Grains.Verification;

/// <summary>Who has claimed which address, and whose it is.</summary>
public sealed class ContactStore(Databases databases, TimeProvider clock)
{
    /// <summary>What a user has claimed, oldest first.</summary>
    public Task<ImmutableArray<Contact>> ListAsync(string user) => databases.Identity.ReadAsync(async (connection, moment) =>
    {
        var rows = await connection.QueryAsync<(string Address, long AddedAt, string? Owner)>(
            "SELECT c.address, c.added_at_ms, v.user_id FROM contacts c LEFT JOIN verified_contacts v ON v.address = c.address " +
            "WHERE c.user_id = @user ORDER BY c.added_at_ms, c.address",
            new { user }, moment);
        return rows.Select(row => ToContact(row.Address, row.Owner == user, row.AddedAt)).ToImmutableArray();
    });

    /// <summary>Notes a claim, unless it is noted. Worth nothing until <see cref="TakeAsync"/>.</summary>
    public Task ClaimAsync(string user, ContactAddress address) => databases.Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "INSERT INTO contacts (user_id, address, added_at_ms) SELECT @user, @Key, @now FROM (SELECT 1 AS one) AS a_row " +
        "WHERE NOT EXISTS (SELECT 1 FROM contacts WHERE user_id = @user AND address = @Key)",
        new { user, address.Key, now = Now }, transaction));

    /// <summary>Makes the address the user's, unless it is somebody's: the first writer has it.</summary>
    /// <returns>True if it is the user's now.</returns>
    public Task<bool> TakeAsync(string user, string address) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        await connection.ExecuteAsync(
            databases.Identity.InsertIfAbsent("verified_contacts", "address", "user_id", "verified_at_ms"),
            new { address, user_id = user, verified_at_ms = Now }, transaction);
        return await connection.QuerySingleAsync<string>("SELECT user_id FROM verified_contacts WHERE address = @address", new { address }, transaction) == user;
    });

    /// <summary>Gives an address up. False: the user had not claimed it.</summary>
    public Task<bool> RemoveAsync(string user, string address) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        await connection.ExecuteAsync("DELETE FROM verified_contacts WHERE address = @address AND user_id = @user", new { address, user }, transaction);
        return await connection.ExecuteAsync("DELETE FROM contacts WHERE address = @address AND user_id = @user", new { address, user }, transaction) > 0;
    });

    /// <summary>Whose the address is; null: nobody's.</summary>
    public Task<string?> FindOwnerAsync(string address) => databases.Identity.ReadAsync((connection, moment) =>
        connection.QuerySingleOrDefaultAsync<string?>("SELECT user_id FROM verified_contacts WHERE address = @address", new { address }, moment));

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static Contact ToContact(string key, bool isVerified, long addedAt)
    {
        var address = ContactAddress.FromKey(key);
        return new Contact(address.Kind, address.Value, isVerified, DateTimeOffset.FromUnixTimeMilliseconds(addedAt));
    }
}
