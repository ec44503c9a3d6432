using System.Globalization;
using MySqlConnector;
using Parley.LocalCluster.Stores;

namespace Parley.Faults.Nemesis;

/// <summary>Looks for texts in every column of every table, whatever it is for; tables that are yet to come are looked through as well.</summary>
internal static class StoredTraces
{
    /// <param name="texts">Of ASCII letters, digits and <c>-</c>.</param>
    /// <param name="apart">Tables that may have them.</param>
    /// <returns><c>table.column: rows</c>; empty: nowhere.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(MySqlConnection connection, IReadOnlyList<string> texts, IReadOnlyList<string> apart)
    {
        var found = new List<string>();
        foreach (var (table, column) in (await ColumnsAsync(connection)).Where(one => !apart.Contains(one.Table)))
        {
            var holds = string.Join(" OR ", texts.Select(text => $"LOCATE('{text}', CAST(`{column}` AS BINARY)) > 0"));
            await using var count = new MySqlCommand($"SELECT COUNT(*) FROM `{table}` WHERE {holds}", connection) { CommandTimeout = 60 };
            if (Convert.ToInt64(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture) is var rows && rows > 0)
            {
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{table}.{column}: {rows}"));
            }
        }

        return found;
    }

    private static async Task<List<(string Table, string Column)>> ColumnsAsync(MySqlConnection connection)
    {
        var columns = new List<(string, string)>();
        await using var command = new MySqlCommand(
            $"SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '{MariaDbProcess.Database}' AND (CHARACTER_MAXIMUM_LENGTH IS NOT NULL OR DATA_TYPE LIKE '%blob')", connection);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            columns.Add((rows.GetString(0), rows.GetString(1)));
        }

        return columns;
    }
}
