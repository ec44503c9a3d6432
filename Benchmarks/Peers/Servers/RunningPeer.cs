using System.Globalization;
using Parley.LocalCluster;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;

namespace Parley.Benchmarks.Peers.Servers;

/// <summary>A server that knows no users: its processes, started one after the other, in a folder that goes with them.</summary>
internal sealed class RunningPeer(IDialect dialect) : IRunningPeer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-peer-").FullName;
    private readonly FreePorts _ports = FreePorts.OfThisMachine([]);
    private readonly List<PeerProcess> _processes = [];

    public int Port { get; private set; }

    public IDialect Dialect => dialect;

    public IReadOnlyList<int> ProcessIds => [.. _processes.Select(process => process.Identity!.Pid)];

    public int FreePort() => _ports.Next();

    /// <summary>Starts the server that clients speak to.</summary>
    public async Task ServeAsync(Func<int, Launch> launch, CancellationToken cancellation)
    {
        Port = FreePort();
        await StartAsync(launch(Port), Port, cancellation);
    }

    /// <summary>Starts a Redis that keeps nothing: a backplane needs no disk.</summary>
    /// <returns>Its port.</returns>
    public async Task<int> StartRedisAsync(CancellationToken cancellation)
    {
        var port = FreePort();
        await StartAsync(
            new Launch(
                "redis", Tool.Redis.Path, "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--daemonize", "no", "--appendonly", "no", "--save", ""),
            port, cancellation);
        return port;
    }

    public Task<IReadOnlyList<string>> UsersAsync(IReadOnlyList<int[]> users, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([.. users.Select(_ => "")]);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(Launch launch, int port, CancellationToken cancellation)
    {
        var process = new PeerProcess(new ProcessSetting(_folder, Detached: false, Patience), launch, port);
        await process.StartAsync(cancellation);
        _processes.Add(process);
        await process.WaitReadyAsync(cancellation);
    }
}
