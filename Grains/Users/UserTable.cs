using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.Users;

/// <summary>Looks through the stored states of all users. There is no second table that could say something else.</summary>
public sealed class UserTable(Databases databases)
{
    /// <summary>Ids of users whose user name or display name has the text in it, after an id, in the order of ids. It reads all of the table, on a replica if there is one.</summary>
    public Task<ImmutableArray<string>> FindAsync(string text, string after, int limit) => databases.Grains.ReadFromReplicaAsync(grains => grains.ReadAsync(async (connection, moment) =>
    {
        var (userName, displayName) = (Member("UserName"), Member("DisplayName"));
        var sql = $"""
            SELECT GrainIdExtensionString FROM OrleansStorage
            WHERE GrainTypeString = 'user' AND GrainIdExtensionString > @after AND PayloadBinary IS NOT NULL AND {userName} <> ''
                AND (LOWER({userName}) LIKE @pattern ESCAPE '!' OR LOWER({displayName}) LIKE @pattern ESCAPE '!')
            ORDER BY GrainIdExtensionString LIMIT @limit
            """;
        var ids = await connection.QueryAsync<string>(sql, new { after, pattern = LikePattern.Containing(text), limit }, moment);
        return ids.ToImmutableArray();
    }));

    /// <summary>Whether anybody is an administrator or owner, also one who is deactivated. Looks through all users until there is one.</summary>
    public Task<bool> HasAdministratorAsync() => databases.Grains.ReadAsync(async (connection, moment) => await connection.QueryFirstOrDefaultAsync<string>(
        $"SELECT GrainIdExtensionString FROM OrleansStorage WHERE GrainTypeString = 'user' AND PayloadBinary IS NOT NULL AND {Member("IsAdmin")} IN {(databases.Grains.Engine == SqlEngine.Sqlite ? "(1)" : "('true')")} LIMIT 1",
        transaction: moment) is not null);

    /// <summary>SQL expression: a text member of the stored JSON.</summary>
    private string Member(string name) => databases.Grains.Engine == SqlEngine.Sqlite
        ? $"COALESCE(json_extract(CAST(PayloadBinary AS TEXT), '$.{name}'), '')"
        : $"COALESCE(JSON_UNQUOTE(JSON_EXTRACT(CONVERT(PayloadBinary USING utf8mb4), '$.{name}')), '')";
}
