using MySqlConnector;
using Parley.LocalCluster.Stores;

namespace Parley.Faults.Nemesis;

/// <summary>The nemesis's own way to the database: past every proxy, as a user that nothing is forbidden to.</summary>
internal sealed class SqlHand(MariaDbProcess mariaDb)
{
    private const string User = "nemesis";

    /// <summary>
    /// Makes the user, and takes from the user of silos and frontends the right to write in spite of <c>read_only</c>, which the superuser of
    /// a local cluster has and no real installation would give.
    /// </summary>
    public async Task PrepareAsync()
    {
        string root;
        await using (var asRoot = await OpenAsync("root"))
        {
            await ExecuteAsync(asRoot, $"CREATE USER IF NOT EXISTS '{User}'@'%'; GRANT ALL PRIVILEGES ON *.* TO '{User}'@'%' WITH GRANT OPTION");
            await using var who = new MySqlCommand("SELECT CURRENT_USER()", asRoot);
            root = string.Join('@', ((string)(await who.ExecuteScalarAsync())!).Split('@').Select(part => $"'{part}'"));
        }

        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, $"REVOKE READ ONLY ADMIN ON *.* FROM {root}");
        await KillConnectionsAsync(); // rights count from the next connection on
    }

    public Task<MySqlConnection> OpenAsync() => OpenAsync(User);

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    public static async Task<int> ExecuteAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 30 };
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>All but those of the nemesis.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> KillConnectionsAsync()
    {
        await using var connection = await OpenAsync();
        var ids = new List<long>();
        await using (var command = new MySqlCommand("SELECT id FROM information_schema.processlist WHERE user = 'root'", connection))
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                ids.Add(rows.GetInt64(0));
            }
        }

        foreach (var id in ids)
        {
            try
            {
                await ExecuteAsync(connection, $"KILL {id}");
            }
            catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.NoSuchThread)
            {
                // it has ended by itself
            }
        }

        return ids.Count;
    }

    /// <summary>Writes rows of its own until the database takes no more.</summary>
    /// <returns>Why it takes none; null: it has taken a megabyte.</returns>
    public async Task<string?> RefusesToGrowAsync()
    {
        try
        {
            await using var connection = await OpenAsync();
            await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS nemesis_filler (id BIGINT AUTO_INCREMENT PRIMARY KEY, filler LONGBLOB)");
            await ExecuteAsync(connection, "INSERT INTO nemesis_filler (filler) VALUES (REPEAT('x', 1000000))");
            return null;
        }
        catch (MySqlException e)
        {
            return e.Message;
        }
    }

    private async Task<MySqlConnection> OpenAsync(string user)
    {
        var builder = new MySqlConnectionStringBuilder(mariaDb.ConnectionString()) { UserID = user, Pooling = false, ConnectionTimeout = 5, AllowUserVariables = true };
        var connection = new MySqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
