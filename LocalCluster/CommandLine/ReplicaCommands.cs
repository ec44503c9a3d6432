using System.Diagnostics;
using System.Globalization;
using MySqlConnector;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Replication;
using Parley.LocalCluster.State;
using Parley.LocalCluster.Stores;

namespace Parley.LocalCluster.CommandLine;

/// <summary>What can be done with the primary and the replicas in one folder. All return an exit code; what is refused throws <see cref="ClusterException"/>.</summary>
internal sealed class ReplicaCommands(string folder, TextWriter output, TextWriter errors)
{
    /// <summary>How people call this program.</summary>
    public const string Call = "./dev/replica";

    private readonly ProcessSetting _setting = new(folder, Detached: true, Patience: TimeSpan.FromSeconds(60));

    public async Task<int> UpAsync(int replicas, CancellationToken cancellation)
    {
        using var _ = ClusterLock.Take(folder);
        if (GroupState.Open(_setting) is not null)
        {
            throw new ClusterException($"There is one already, in {folder}. See: {Call} status, or take it down: {Call} down");
        }

        if ((MariaDbProcess.Missing ?? Tool.HaProxy.Missing) is { } missing)
        {
            throw new ClusterException(missing);
        }

        await errors.WriteLineAsync($"Starting a primary and replicas: {replicas.ToString(CultureInfo.InvariantCulture)} …");
        var group = MariaDbGroup.OnFreePorts(_setting, replicas);
        try
        {
            await group.StartAsync(cancellation);
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }

        GroupState.Save(folder, group);
        await TellAsync(group, cancellation);
        await output.WriteLineAsync();
        return await SettingsAsync();
    }

    public async Task<int> StatusAsync(CancellationToken cancellation)
    {
        await TellAsync(Group(), cancellation);
        return ExitCodes.Done;
    }

    public async Task<int> SettingsAsync()
    {
        var group = Group();
        await output.WriteLineAsync($"ConnectionStrings__MySql=\"{group.ConnectionString()}\"");
        foreach (var (i, replica) in group.ReplicaConnectionStrings().Index())
        {
            await output.WriteLineAsync($"ConnectionStrings__MySqlReplicas__{i.ToString(CultureInfo.InvariantCulture)}=\"{replica}\"");
        }

        return ExitCodes.Done;
    }

    public async Task<int> FailoverAsync(CancellationToken cancellation)
    {
        using var _ = ClusterLock.Take(folder);
        var group = Group();
        var (old, started) = (group.Primary.Title, Stopwatch.GetTimestamp());
        var next = await group.FailoverAsync(cancellation);
        GroupState.Save(folder, group);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{old} is given up, {next.Title} is the primary. It took {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s. Have {old} come back: {Call} rejoin"));
        return ExitCodes.Done;
    }

    public async Task<int> RejoinAsync(CancellationToken cancellation)
    {
        using var _ = ClusterLock.Take(folder);
        var group = Group();
        foreach (var server in group.Servers.Where(server => server != group.Primary && server.State == ProcessState.Dead).ToList())
        {
            await group.RejoinAsync(server, cancellation);
            await output.WriteLineAsync($"{server.Title} follows {group.Primary.Title}.");
        }

        GroupState.Save(folder, group);
        return ExitCodes.Done;
    }

    public async Task<int> DownAsync()
    {
        var group = Group();
        await group.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        await output.WriteLineAsync("Stopped, and the data are deleted.");
        return ExitCodes.Done;
    }

    private async Task TellAsync(MariaDbGroup group, CancellationToken cancellation)
    {
        await output.WriteLineAsync($"address   {group.Door.Address,-16}  {(group.Door.State == ProcessState.Running ? $"leads to {group.Primary.Title}" : "does not run")}");
        foreach (var server in group.Servers)
        {
            await output.WriteLineAsync($"{server.Title}  {server.Address,-16}  {(server == group.Primary ? "primary" : "replica")}  {await StateAsync(server, server == group.Primary, cancellation)}");
        }
    }

    private static async Task<string> StateAsync(MariaDbProcess server, bool isPrimary, CancellationToken cancellation)
    {
        if (await server.WhyNotReadyAsync(cancellation) is { } reason)
        {
            return reason;
        }

        try
        {
            var state = await server.AskAsync("SELECT @@read_only AS read_only, @@gtid_current_pos AS position", cancellation);
            var where = $"at {state["position"]}, {(state["read_only"] is "0" or "False" ? "takes writes" : "read-only")}";
            if (isPrimary)
            {
                var waiting = await server.AskAsync("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_clients'", cancellation);
                return $"{where}, acknowledged by one of {waiting["Value"]}";
            }

            var follows = await server.AskAsync("SHOW SLAVE STATUS", cancellation);
            return follows.Count == 0 ? $"{where}, follows nobody" : $"{where}, receives: {follows["Slave_IO_Running"]}, applies: {follows["Slave_SQL_Running"]} {follows["Last_Error"]}".TrimEnd();
        }
        catch (MySqlException e)
        {
            return e.Message;
        }
    }

    private MariaDbGroup Group() => GroupState.Open(_setting) ?? throw new ClusterException($"There is none in {folder}. Start one: {Call} up");
}
