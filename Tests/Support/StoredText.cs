using Dapper;
using Parley.Grains.Storage;

namespace Parley.Tests.Support;

/// <summary>Looks for a text in every column of every table, whatever it is for.</summary>
internal static class StoredText
{
    /// <summary>Where it is, as <c>module.table.column</c>; empty: nowhere. Words in the index of messages are in a form of its own, and not found.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(Databases databases, string text)
    {
        var found = new List<string>();
        foreach (var database in databases.All.DistinctBy(database => database.Place))
        {
            found.AddRange(await database.ReadAsync(async (connection, moment) =>
            {
                var hits = new List<string>();
                var isSqlite = database.Engine == SqlEngine.Sqlite;
                var columns = (await connection.QueryAsync<(string Table, string Column)>(
                    isSqlite
                        ? "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'"
                        : "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()",
                    transaction: moment)).AsList();
                foreach (var (table, column) in columns)
                {
                    var value = isSqlite ? $"CAST(\"{column}\" AS TEXT)" : $"CONVERT(`{column}` USING utf8mb4)";
                    var where = isSqlite ? $"\"{table}\"" : $"`{table}`";
                    if (await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {where} WHERE {value} LIKE @pattern", new { pattern = $"%{text}%" }, moment) > 0)
                    {
                        hits.Add($"{database.Module}.{table}.{column}");
                    }
                }

                return hits;
            }));
        }

        return found;
    }
}
