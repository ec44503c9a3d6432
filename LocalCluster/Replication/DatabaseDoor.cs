using System.Net.Sockets;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Proxy;
using Parley.LocalCluster.Stores;

namespace Parley.LocalCluster.Replication;

/// <summary>
/// The one address of a database that has replicas: HAProxy, which leads every connection to the primary and to nobody else. Who is the primary is told to it by whoever
/// promotes one; it finds out nothing by itself, so that two can never be taken for it.
/// </summary>
public sealed class DatabaseDoor(ProcessSetting setting, int port, int adminPort, Func<(IReadOnlyList<MariaDbProcess> Servers, MariaDbProcess? Primary)> group, ProcessIdentity? running = null)
    : ManagedProcess(setting, running)
{
    public int Port => port;

    public override string Address => $"127.0.0.1:{port}";

    protected override Launch Launch => new("door", Tool.HaProxy.Path, ["-db", "-f", ConfigPath]);

    private string ConfigPath => Path.Combine(Folder, "door.cfg");

    /// <summary>Ends all connections and takes no others: nobody is the primary.</summary>
    public Task CloseAsync(CancellationToken cancellation = default) => LeadAsync(null, cancellation);

    /// <summary>From now on connections lead there, and those that led elsewhere are ended.</summary>
    /// <param name="primary">Null: nowhere.</param>
    public async Task LeadAsync(MariaDbProcess? primary, CancellationToken cancellation = default)
    {
        foreach (var server in group().Servers.Where(server => server != primary))
        {
            await TellAsync($"set server db/{server.Title} state maint", cancellation);
            await TellAsync($"shutdown sessions server db/{server.Title}", cancellation);
        }

        if (primary is not null)
        {
            await TellAsync($"set server db/{primary.Title} state ready", cancellation);
        }

        await PrepareAsync(cancellation); // for its next start
    }

    protected override Task PrepareAsync(CancellationToken cancellation)
    {
        var (servers, primary) = group();
        return File.WriteAllTextAsync(ConfigPath, $"""
            global
                stats socket ipv4@127.0.0.1:{adminPort} level admin

            defaults
                mode tcp
                # A server that is away is not waited for: the connection is refused, and made anew by whoever needs it.
                retries 0
                timeout connect 2s
                # Pools keep connections that are silent.
                timeout client 8h
                timeout server 8h

            listen db
                bind 127.0.0.1:{port}
            {string.Join('\n', servers.Select(server => $"    server {server.Title} {server.Address}{(server == primary ? "" : " disabled")}"))}

            """, cancellation);
    }

    protected override async Task<string?> AskAsync(CancellationToken cancellation)
    {
        try
        {
            await HaProxySocket.AskAsync(adminPort, "show info", cancellation);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }

    private async Task TellAsync(string command, CancellationToken cancellation)
    {
        if (await HaProxySocket.AskAsync(adminPort, command, cancellation) is { Length: > 0 } answer)
        {
            throw new ClusterException($"HAProxy refuses \"{command}\": {answer}");
        }
    }
}
