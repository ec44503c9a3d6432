using Parley.LocalCluster.Plan;

namespace Parley.LocalCluster.Proxy;

/// <summary>
/// The configuration of the proxy. HAProxy and not a reverse proxy of our own (YARP): operators know it, it runs apart from what is
/// tested, and what works here works in front of a real installation, for which this text is a sample. Sticky sessions are not
/// needed: any frontend can serve any client.
/// </summary>
internal static class HaProxyConfig
{
    /// <summary>For the backend and for servers that are added while it runs: half a second between checks, gone after two that fail.</summary>
    public const string ServerOptions = "check inter 500ms fall 2 rise 1";

    /// <summary>By when it has noticed that a frontend is not ready any more: two checks, and a little.</summary>
    public static readonly TimeSpan NoticesWithin = TimeSpan.FromSeconds(1.2);

    public const string Backend = "frontends";

    public static string Text(ProxyPlan proxy, IEnumerable<FrontendPlan> frontends) => $"""
        global
            # As many connections as the system lets it have files for, two each, and at most 20000.
            fd-hard-limit 40100
            stats socket ipv4@127.0.0.1:{proxy.AdminPort} level admin

        defaults
            mode http
            option redispatch
            retries 2
            timeout connect 2s
            timeout client 60s
            timeout server 60s
            timeout http-request 10s
            timeout check 2s
            # A WebSocket may be silent for long; Parley's own pings find the dead ones.
            timeout tunnel 1h
            # Whoever has closed his half of a connection is not waited for.
            timeout client-fin 1s
            timeout server-fin 1s

        frontend parley
            bind 127.0.0.1:{proxy.Port}
            # Instead of what a client itself says about where it comes from. Frontends believe it by Parley:Proxies.
            http-request set-header X-Forwarded-For %[src]
            http-request set-header X-Forwarded-Proto http
            default_backend {Backend}

        backend {Backend}
            # WebSockets stay for hours: count them instead of taking turns.
            balance leastconn
            # Not ready (no silo, no database, stopping): no new connections. Those it has stay, it may recover.
            option httpchk GET /health/ready
            http-check expect status 200
            default-server {ServerOptions}
        {string.Join('\n', frontends.Select(frontend => $"    server {frontend.Name} {Address(frontend)}"))}

        """;

    public static string Address(FrontendPlan frontend) => $"127.0.0.1:{frontend.ProxiedPort}";
}
