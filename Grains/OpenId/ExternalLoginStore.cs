using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Parley.Grains.Storage;
using Parley.OpenId;

namespace Parley.Grains.OpenId;

/// <summary>Whose an identity at a provider is: the first writer's.</summary>
public sealed class ExternalLoginStore(Databases databases, TimeProvider clock)
{
    /// <summary>Issuer and subject are of any length and alphabet; both are compared exactly, which a hash does on every engine.</summary>
    public static string IdOf(ExternalIdentity identity) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity.Issuer.Length}:{identity.Issuer}{identity.Subject}")));

    /// <summary>Whose it is; null: nobody's.</summary>
    public Task<string?> FindUserAsync(string id) => databases.Identity.ReadAsync((connection, moment) =>
        connection.QuerySingleOrDefaultAsync<string?>("SELECT user_id FROM external_logins WHERE id = @id", new { id }, moment));

    /// <summary>Makes it the user's, unless it is somebody's.</summary>
    /// <returns>Whose it is now.</returns>
    public Task<string> ClaimAsync(string id, string provider, string user) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        await connection.ExecuteAsync(
            databases.Identity.InsertIfAbsent("external_logins", "id", "user_id", "provider", "at_ms"),
            new { id, user_id = user, provider, at_ms = clock.GetUtcNow().ToUnixTimeMilliseconds() }, transaction);
        return await connection.QuerySingleAsync<string>("SELECT user_id FROM external_logins WHERE id = @id", new { id }, transaction);
    });

    public Task<ImmutableArray<ExternalLogin>> ListAsync(string user) => databases.Identity.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<(string Id, string Provider, long AtMs)>(
            "SELECT id, provider, at_ms FROM external_logins WHERE user_id = @user ORDER BY at_ms, id", new { user }, moment))
            .Select(row => new ExternalLogin(row.Id, row.Provider, DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs))).ToImmutableArray());

    /// <summary>False: it is not the user's, or it is the only one and must stay.</summary>
    public Task<bool> RemoveAsync(string user, string id, bool mayBeLast) => databases.Identity.WriteAsync(async (connection, transaction) =>
        await connection.ExecuteAsync(
            // The table stands in a table of its own: MySQL deletes from none that it reads in the same statement.
            """
            DELETE FROM external_logins WHERE id = @id AND user_id = @user
                AND (@mayBeLast = 1 OR EXISTS (SELECT 1 FROM (SELECT id FROM external_logins WHERE user_id = @user AND id <> @id) others))
            """,
            new { id, user, mayBeLast = mayBeLast ? 1 : 0 },
            transaction) > 0);
}
