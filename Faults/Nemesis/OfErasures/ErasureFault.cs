using System.Globalization;
using MySqlConnector;
using Parley.LocalCluster.Apps;

namespace Parley.Faults.Nemesis.OfErasures;

/// <summary>SIGKILL for a silo in the middle of something that it erases. Whatever it was at is finished by another, by itself; no other room notices.</summary>
internal abstract class ErasureFault(string name) : Fault("F29", name)
{
    /// <summary>With leases of some seconds, as the cluster has them here.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    /// <summary>What may be under way when all else is done: a frontend that erases bytes, an index that follows.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(15);

    /// <summary>The silo that has a job.</summary>
    /// <param name="key">Of the job.</param>
    protected static async Task<SiloProcess> WorkerAsync(Stage stage, MySqlConnection connection, string key)
    {
        await using var find = new MySqlCommand("SELECT worker FROM jobs WHERE open_key = @key AND state = 'started'", connection);
        find.Parameters.AddWithValue("@key", key);
        var worker = await find.ExecuteScalarAsync() as string ?? throw new InvalidOperationException($"Nobody has the job {key}.");
        return stage.Cluster.Silos.FirstOrDefault(silo => worker.Split(' ').Contains(silo.Name)) ?? throw new InvalidOperationException($"{worker}, who has the job {key}, is no silo.");
    }

    /// <summary>A user who may do everything, by name.</summary>
    protected static async Task<string> OperatorAsync(Stage stage)
    {
        var name = (await stage.PeopleAsync("operator", users: 1, room: null))[0].Name;
        await AdminAsync(stage, "set-role", name, "admin");
        return name;
    }

    protected static async Task AdminAsync(Stage stage, params string[] command)
    {
        var done = await stage.Cluster.AdminAsync(command);
        if (done.ExitCode != 0)
        {
            throw new InvalidOperationException($"admin {string.Join(' ', command)}: {done.Errors}");
        }
    }

    protected static async Task<long> CountAsync(MySqlConnection connection, string sql)
    {
        await using var count = new MySqlCommand(sql, connection);
        return Convert.ToInt64(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>It comes by itself, or a promise is broken.</summary>
    protected static async Task ComesAsync(Stage stage, Func<Task<bool>> isSo, string what)
    {
        for (var started = stage.Timestamp(); !await isSo(); await stage.PauseAsync(0.2))
        {
            if (stage.Since(started) > Patience)
            {
                throw new BrokenPromiseException($"Not within {Patience.TotalSeconds:0} s: {what}.");
            }
        }
    }

    /// <summary>Nothing is left, or a promise is broken.</summary>
    /// <param name="look">What is left.</param>
    protected static async Task NothingIsLeftAsync(Stage stage, string of, Func<Task<IReadOnlyList<string>>> look)
    {
        for (var started = stage.Timestamp(); await look() is { Count: > 0 } left; await stage.PauseAsync(0.5))
        {
            if (stage.Since(started) > Settles)
            {
                throw new BrokenPromiseException($"Of {of} there is left: {string.Join(", ", left)}.");
            }
        }
    }
}
