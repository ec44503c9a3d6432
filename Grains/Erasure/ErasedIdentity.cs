using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.Erasure;

/// <summary>What tables beside the log know of a user, and forget. Each step is harmless when it comes twice.</summary>
internal sealed class ErasedIdentity(Databases databases)
{
    /// <summary>Addresses, codes that were sent to them or wait to be, logins at providers, uploads that no message has.</summary>
    public Task ForgetAsync(string user) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        foreach (var address in await connection.QueryAsync<string>("SELECT address FROM contacts WHERE user_id = @user", new { user }, transaction))
        {
            await connection.ExecuteAsync("DELETE FROM outbox WHERE address = @address", new { address }, transaction);
        }

        await Delete(connection, transaction, "one_time_codes WHERE subject = @user", user);
        await Delete(connection, transaction, "verified_contacts WHERE user_id = @user", user);
        await Delete(connection, transaction, "contacts WHERE user_id = @user", user);
        await Delete(connection, transaction, "external_logins WHERE user_id = @user", user);
        await Delete(connection, transaction, "upload_usage WHERE user_id = @user AND bytes <= 0", user);
        return true;
    });

    /// <summary>Ids of sessions of the user, after one, also of ended ones: their states name devices.</summary>
    public Task<ImmutableArray<string>> SessionsAsync(string user, string after, int limit) => databases.Grains.ReadAsync(async (connection, moment) =>
    {
        var owner = databases.Grains.Engine == SqlEngine.Sqlite
            ? "json_extract(CAST(PayloadBinary AS TEXT), '$.User')"
            : "JSON_UNQUOTE(JSON_EXTRACT(CONVERT(PayloadBinary USING utf8mb4), '$.User'))";
        return (await connection.QueryAsync<string>(
            $"""
            SELECT GrainIdExtensionString FROM OrleansStorage
            WHERE GrainTypeString = 'session' AND GrainIdExtensionString > @after AND PayloadBinary IS NOT NULL AND {owner} = @user
            ORDER BY GrainIdExtensionString LIMIT @limit
            """,
            new { user, after, limit }, moment)).ToImmutableArray();
    });

    /// <summary>Removes what is left of names that were given up: a row without content still has the name as its key.</summary>
    public Task ForgetNameAsync(string key) => databases.Grains.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "DELETE FROM OrleansStorage WHERE GrainTypeString = 'user-name' AND GrainIdExtensionString = @key AND PayloadBinary IS NULL", new { key }, transaction));

    private static Task<int> Delete(DbConnection connection, DbTransaction transaction, string what, string user) =>
        connection.ExecuteAsync($"DELETE FROM {what}", new { user }, transaction);
}
