using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using MySqlConnector;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;

namespace Parley.LocalCluster.Replication;

/// <summary>
/// A MariaDB primary and replicas on loopback: global transaction ids, semi-synchronous (a commit is answered when a replica has it, and is visible only then), one address in
/// front. Whoever starts is read-only until it is told that it is the primary. Not for concurrent use.
/// </summary>
public sealed class MariaDbGroup : IAsyncDisposable
{
    /// <summary>The account of Parley. It may not write in spite of <c>read_only</c>, which is what keeps it off a server that is no longer the primary.</summary>
    public const string User = "parley";

    private const string Replicator = "replicator";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly ProcessSetting _setting;
    private readonly List<MariaDbProcess> _servers = [];

    /// <param name="ports">Of the servers, then of the door, then of its commands.</param>
    /// <param name="primary">Which of the servers is the primary.</param>
    /// <param name="running">By name, if another program has started them.</param>
    public MariaDbGroup(ProcessSetting setting, ImmutableArray<int> ports, int primary = 0, ImmutableSortedDictionary<string, ProcessIdentity>? running = null)
    {
        _setting = setting;
        Ports = ports;
        for (var i = 0; i < ports.Length - 2; i++)
        {
            var title = $"mariadb{(i + 1).ToString(CultureInfo.InvariantCulture)}";
            _servers.Add(new MariaDbProcess(setting, ports[i], running?.GetValueOrDefault(title))
            {
                Title = title, Options = Options(i + 1), Template = i == 0 ? null : _servers[0],
            });
        }

        Primary = _servers[primary];
        Door = new DatabaseDoor(setting, ports[^2], ports[^1], () => (_servers, Primary), running?.GetValueOrDefault("door"));
    }

    public ImmutableArray<int> Ports { get; }

    public IReadOnlyList<MariaDbProcess> Servers => _servers;

    public MariaDbProcess Primary { get; private set; }

    public IEnumerable<MariaDbProcess> Replicas => _servers.Where(server => server != Primary);

    /// <summary>Where Parley connects to.</summary>
    public DatabaseDoor Door { get; }

    public IEnumerable<ManagedProcess> Processes => [.. _servers, Door];

    /// <summary>For <c>ConnectionStrings:MySql</c>.</summary>
    public string ConnectionString(string database = MariaDbProcess.Database) => Primary.ConnectionString(database, Door.Port, User);

    /// <summary>For <c>ConnectionStrings:MySqlReplicas</c>: all of them, since any may be a replica some day; the primary among them is read as well then.</summary>
    public IEnumerable<string> ReplicaConnectionStrings(string database = MariaDbProcess.Database) => _servers.Select(server => server.ConnectionString(database, user: User));

    /// <summary>On ports that are free.</summary>
    /// <param name="replicas">1 or more.</param>
    public static MariaDbGroup OnFreePorts(ProcessSetting setting, int replicas)
    {
        var ports = Plan.FreePorts.OfThisMachine([]);
        return new MariaDbGroup(setting, [.. Enumerable.Range(0, replicas + 3).Select(_ => ports.Next())]);
    }

    /// <summary>Starts all for the first time and returns when commits are semi-synchronous.</summary>
    /// <exception cref="ClusterException">Something did not start.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        await _servers[0].InstallAsync(cancellation);
        await Task.WhenAll(_servers.Skip(1).Select(server => server.InstallAsync(cancellation)));
        foreach (var process in Processes)
        {
            await process.StartAsync(cancellation);
        }

        await Task.WhenAll(Processes.Select(process => process.WaitReadyAsync(cancellation)));
        await Primary.ExecuteAsync($"""
            SET GLOBAL read_only = OFF;
            CREATE USER IF NOT EXISTS '{Replicator}'@'127.0.0.1'; GRANT REPLICATION SLAVE ON *.* TO '{Replicator}'@'127.0.0.1';
            CREATE USER IF NOT EXISTS '{User}'@'127.0.0.1'; GRANT ALL PRIVILEGES ON `parley%`.* TO '{User}'@'127.0.0.1';
            CREATE DATABASE IF NOT EXISTS {MariaDbProcess.Database} CHARACTER SET utf8mb4
            """, cancellation);
        foreach (var replica in Replicas)
        {
            await FollowAsync(replica, Primary, cancellation);
        }

        await AskForAcknowledgementsAsync(Primary, cancellation);
    }

    /// <summary>
    /// The primary is given up: ended if it still runs, so that it can acknowledge nothing any more. Of the others the one that has most is promoted; what was acknowledged
    /// is on one of them at least, and so on that.
    /// </summary>
    /// <returns>The new primary.</returns>
    /// <exception cref="ClusterException">No replica is left, or it does not get done with what it has received.</exception>
    public async Task<MariaDbProcess> FailoverAsync(CancellationToken cancellation = default)
    {
        // 1. Nobody may write: neither through the door, nor there by an old connection.
        var old = Primary;
        await Door.CloseAsync(cancellation);
        await old.KillAsync();

        // 2. What a replica has received counts as well, and it is not visible before it has been applied.
        var positions = new List<(MariaDbProcess Server, long Position)>();
        foreach (var replica in _servers.Where(server => server != old && server.State == ProcessState.Running))
        {
            positions.Add((replica, await SettleAsync(replica, cancellation)));
        }

        if (positions.Count == 0)
        {
            throw new ClusterException("No replica is left that could be promoted.");
        }

        // 3. The most advanced; the others follow it before it takes writes, so that the first of those has an acknowledgement too.
        var next = positions.MaxBy(one => one.Position).Server;
        await next.ExecuteAsync("STOP SLAVE; RESET SLAVE ALL", cancellation);
        foreach (var (replica, _) in positions.Where(one => one.Server != next))
        {
            await FollowAsync(replica, next, cancellation);
        }

        if (positions.Count > 1)
        {
            await AskForAcknowledgementsAsync(next, cancellation);
        }

        await next.ExecuteAsync("SET GLOBAL read_only = OFF", cancellation);
        Primary = next;
        await Door.LeadAsync(next, cancellation);
        return next;
    }

    /// <summary>
    /// A server that was given up comes back, empty: what it had may be more than the others ever acknowledged. It reads the binary logs of the primary from their beginning.
    /// </summary>
    public async Task RejoinAsync(MariaDbProcess server, CancellationToken cancellation = default)
    {
        await server.KillAsync();
        server.Forget();
        var anew = new MariaDbProcess(_setting, server.Port) { Title = server.Title, Options = server.Options };
        _servers[_servers.IndexOf(server)] = anew;
        await anew.StartAsync(cancellation);
        await anew.WaitReadyAsync(cancellation);
        await FollowAsync(anew, Primary, cancellation);
        await AskForAcknowledgementsAsync(Primary, cancellation);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(Processes.Select(process => process.KillAsync()));

    private static string[] Options(int id) =>
    [
        $"--server-id={id.ToString(CultureInfo.InvariantCulture)}", "--log-bin=binlog", "--relay-log=relay", "--binlog-format=ROW", "--sync-binlog=1",
        "--log-slave-updates=ON", // whoever is promoted has what the others need
        "--gtid-strict-mode=ON", "--relay-log-recovery=ON",
        "--read-only=ON", // until it is told that it is the primary: not after a crash, not after a restart

        // Answered when a replica has it, and seen by nobody before; never answered without, however long that takes: else a primary that is cut off would acknowledge alone.
        "--rpl-semi-sync-slave-enabled=ON", "--rpl-semi-sync-master-wait-point=AFTER_SYNC", "--rpl-semi-sync-master-timeout=4294967295", "--rpl-semi-sync-master-wait-no-slave=ON",
        "--slave-net-timeout=5",
    ];

    private static Task FollowAsync(MariaDbProcess replica, MariaDbProcess primary, CancellationToken cancellation) => replica.ExecuteAsync($"""
        STOP SLAVE;
        SET GLOBAL rpl_semi_sync_master_enabled = OFF;
        CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = {primary.Port.ToString(CultureInfo.InvariantCulture)}, MASTER_USER = '{Replicator}',
            MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1, MASTER_HEARTBEAT_PERIOD = 1;
        START SLAVE
        """, cancellation);

    /// <summary>From now on the primary waits for a replica with each commit; returns when one listens.</summary>
    private async Task AskForAcknowledgementsAsync(MariaDbProcess primary, CancellationToken cancellation)
    {
        await primary.ExecuteAsync("SET GLOBAL rpl_semi_sync_master_enabled = ON", cancellation);
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause, cancellation))
        {
            var clients = await primary.AskAsync("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_clients'", cancellation);
            if (clients["Value"] != "0")
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(started) > _setting.Patience)
            {
                throw new ClusterException($"No replica follows {primary.Title}. See the logs of the others.");
            }
        }
    }

    /// <summary>Stops receiving and waits until all that was received is applied.</summary>
    /// <returns>How far it is.</returns>
    private async Task<long> SettleAsync(MariaDbProcess replica, CancellationToken cancellation)
    {
        await replica.ExecuteAsync("STOP SLAVE IO_THREAD", cancellation);
        var received = GtidPosition.Number((await replica.AskAsync("SHOW SLAVE STATUS", cancellation)).GetValueOrDefault("Gtid_IO_Pos", ""));
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause, cancellation))
        {
            var applied = GtidPosition.Number((await replica.AskAsync("SELECT @@gtid_slave_pos AS position", cancellation))["position"]);
            if (applied >= received)
            {
                return applied;
            }

            if (Stopwatch.GetElapsedTime(started) > _setting.Patience)
            {
                throw new ClusterException($"{replica.Title} has received {received} transactions and applied {applied}. See: SHOW SLAVE STATUS there.");
            }
        }
    }
}
