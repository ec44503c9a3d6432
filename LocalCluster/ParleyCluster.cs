using System.Collections.Immutable;
using System.Globalization;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Proxy;
using Parley.LocalCluster.State;
using Parley.LocalCluster.Stores;

namespace Parley.LocalCluster;

/// <summary>
/// MariaDB, Redis, silos, frontends and a proxy as processes on loopback. Every process keeps its ports and data over restarts.
/// Disposing kills all and deletes the folder; a cluster that is to stay is just let go.
/// </summary>
public sealed class ParleyCluster : IAsyncDisposable
{
    private readonly ProcessSetting _setting;
    private readonly Func<Link, ValueTask<int>> _through;
    private readonly List<SiloProcess> _silos;
    private readonly List<FrontendProcess> _frontends;
    private ClusterPlan _plan;

    private ParleyCluster(ProcessSetting setting, ClusterPlan plan, Func<Link, ValueTask<int>>? through, ImmutableSortedDictionary<string, ProcessIdentity> running)
    {
        _setting = setting;
        _plan = plan;
        _through = through ?? (link => ValueTask.FromResult(link.Port));
        MariaDb = new MariaDbProcess(setting, plan.MariaDbPort, running.GetValueOrDefault("mariadb"))
        {
            DataFolder = plan.DatabaseFolder ?? Path.Combine(setting.Folder, "mariadb"), Options = plan.DatabaseOptions,
        };
        Redis = new RedisProcess(setting, plan.RedisPort, running.GetValueOrDefault("redis"));
        _silos = [.. plan.Silos.Select(silo => new SiloProcess(setting, plan, silo, running.GetValueOrDefault(silo.Name)))];
        _frontends = [.. plan.Frontends.Select(frontend => new FrontendProcess(setting, plan, frontend, running.GetValueOrDefault(frontend.Name)))];
        Proxy = plan.Proxy is null ? null : new ProxyProcess(setting, plan.Proxy, () => _plan.Frontends, running.GetValueOrDefault("proxy"));
        foreach (var process in Processes)
        {
            process.Started += Save;
        }
    }

    public MariaDbProcess MariaDb { get; }

    public RedisProcess Redis { get; }

    /// <summary>In the order of their numbers: <c>Silos[0]</c> is silo 1.</summary>
    public IReadOnlyList<SiloProcess> Silos => _silos;

    public IReadOnlyList<FrontendProcess> Frontends => _frontends;

    /// <summary>Null: started without.</summary>
    public ProxyProcess? Proxy { get; }

    /// <summary>Where clients go: the proxy, or the first frontend if there is none.</summary>
    public Uri Url => Proxy?.Url ?? Frontends[0].Url;

    /// <summary>Data, logs, state.json.</summary>
    public string Folder => _setting.Folder;

    /// <summary>In the order in which they need each other.</summary>
    public IEnumerable<ManagedProcess> Processes => [MariaDb, Redis, .. _silos, .. _frontends, .. Proxy is null ? Array.Empty<ManagedProcess>() : [Proxy]];

    /// <summary>What is missing on this machine, a sentence each.</summary>
    public static IReadOnlyList<string> Missing =>
        [.. new[] { MariaDbProcess.Missing, RedisProcess.Missing, ProxyProcess.Missing }.OfType<string>()];

    /// <summary>Starts all and returns when each is ready. Data that the folder has already are used.</summary>
    /// <exception cref="ClusterException">Something did not start; what had started was taken down again.</exception>
    public static async Task<ParleyCluster> StartAsync(LocalClusterOptions options, CancellationToken cancellation = default)
    {
        var folder = Path.GetFullPath(options.Folder ?? Directory.CreateTempSubdirectory("parley-cluster-").FullName);
        Directory.CreateDirectory(folder);
        var through = options.Through ?? (link => ValueTask.FromResult(link.Port));
        var plan = await new Planner(FreePorts.OfThisMachine([]), through).PlanAsync(options);
        var setting = new ProcessSetting(folder, options.Detached, options.Patience);
        var cluster = new ParleyCluster(setting, plan, through, ImmutableSortedDictionary<string, ProcessIdentity>.Empty);
        try
        {
            await cluster.StartAllAsync(cancellation);
            return cluster;
        }
        catch
        {
            await cluster.KillAllAsync();
            StateFile.Delete(folder);
            if (options.Folder is null)
            {
                ClusterFolder.Delete(folder);
            }

            throw;
        }
    }

    /// <summary>The one that another program has started in this folder.</summary>
    /// <returns>Null: there is none.</returns>
    public static ParleyCluster? Open(string folder, TimeSpan patience) => StateFile.Read(folder) is { } state
        ? new ParleyCluster(new ProcessSetting(Path.GetFullPath(folder), Detached: true, patience), state.Plan, through: null, state.Processes)
        : null;

    /// <summary>Starts one more silo and returns when it is ready.</summary>
    public Task<SiloProcess> AddSiloAsync(CancellationToken cancellation = default) => AddSiloAsync(ImmutableSortedDictionary<string, string>.Empty, cancellation);

    /// <inheritdoc cref="AddSiloAsync(CancellationToken)"/>
    /// <param name="settings">More of its environment.</param>
    public async Task<SiloProcess> AddSiloAsync(ImmutableSortedDictionary<string, string> settings, CancellationToken cancellation = default)
    {
        _plan = await new Planner(FreePorts.OfThisMachine(_plan.Ports), _through).WithSiloAsync(_plan);
        var silo = new SiloProcess(_setting, _plan, _plan.Silos[^1], running: null) { MoreSettings = settings };
        _silos.Add(silo);
        await StartAddedAsync(silo, cancellation);
        return silo;
    }

    /// <summary>Asks the silo that was added last to stop, and forgets it: it does not come back.</summary>
    /// <exception cref="ClusterException">It does not stop, or others were added after it.</exception>
    public async Task RemoveSiloAsync(SiloProcess silo, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (_silos[^1] != silo)
        {
            throw new ClusterException($"{silo.Name} is not the silo that was added last: numbers would no longer be those of the others.");
        }

        await silo.StopAsync(cancellation);
        _silos.Remove(silo);
        _plan = _plan with { Silos = _plan.Silos.RemoveAt(_plan.Silos.Length - 1) };
        Save();
    }

    /// <summary>Starts one more frontend and returns when it is ready and the proxy knows it.</summary>
    public async Task<FrontendProcess> AddFrontendAsync(CancellationToken cancellation = default)
    {
        _plan = await new Planner(FreePorts.OfThisMachine(_plan.Ports), _through).WithFrontendAsync(_plan);
        var frontend = new FrontendProcess(_setting, _plan, _plan.Frontends[^1], running: null);
        _frontends.Add(frontend);
        await StartAddedAsync(frontend, cancellation);
        await (Proxy?.AddAsync(frontend.Plan, cancellation) ?? Task.CompletedTask);
        return frontend;
    }

    /// <summary>Runs an admin command against the cluster, e.g. <c>create-user ann</c>.</summary>
    public Task<AdminResult> AdminAsync(IEnumerable<string> arguments, CancellationToken cancellation = default) => AdminCommand.RunAsync(_plan, arguments, cancellation);

    /// <summary>Returns when every process can do its work.</summary>
    public Task WaitReadyAsync(CancellationToken cancellation = default) => WhenAllOrFirstFailure(Processes.Select(process => process.WaitReadyAsync(cancellation)));

    /// <summary>Asks all to stop, those first that need others, and deletes nothing: the next start finds the data.</summary>
    /// <exception cref="ClusterException">Something did not stop.</exception>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        await (Proxy?.StopAsync(cancellation) ?? Task.CompletedTask);
        await Task.WhenAll(_frontends.Select(frontend => frontend.StopAsync(cancellation)));
        await Task.WhenAll(_silos.Select(silo => silo.StopAsync(cancellation)));
        await Task.WhenAll(MariaDb.StopAsync(cancellation), Redis.StopAsync(cancellation));
        StateFile.Delete(Folder);
    }

    /// <summary>Kills all and deletes what it has made.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAllAsync();
        ClusterFolder.Delete(Folder);
    }

    private async Task StartAllAsync(CancellationToken cancellation)
    {
        Save();
        await Task.WhenAll(MariaDb.StartAsync(cancellation), Redis.StartAsync(cancellation));
        await WhenAllOrFirstFailure([MariaDb.WaitReadyAsync(cancellation), Redis.WaitReadyAsync(cancellation)]);
        await MariaDb.CreateDatabaseAsync(cancellation: cancellation);
        foreach (var process in Processes.Skip(2))
        {
            await process.StartAsync(cancellation);
        }

        await WaitReadyAsync(cancellation);
    }

    private async Task StartAddedAsync(ManagedProcess process, CancellationToken cancellation)
    {
        process.Started += Save;
        await process.StartAsync(cancellation);
        await process.WaitReadyAsync(cancellation);
    }

    private async Task KillAllAsync()
    {
        // A command may have started some of them anew, or more of them, without this object knowing.
        foreach (var process in StateFile.Read(Folder)?.Processes.Values ?? [])
        {
            Signals.Send(process, Signal.Kill);
        }

        await Task.WhenAll(Processes.Select(process => process.KillAsync()));
    }

    private void Save()
    {
        lock (_setting)
        {
            var processes = Processes.Where(process => process.Identity is not null).ToImmutableSortedDictionary(process => process.Name, process => process.Identity!);
            StateFile.Write(Folder, new ClusterState(_plan, processes));
        }
    }

    /// <summary>Does not wait for the patience of the others when one has failed.</summary>
    private static async Task WhenAllOrFirstFailure(IEnumerable<Task> tasks)
    {
        await foreach (var task in Task.WhenEach(tasks))
        {
            await task;
        }
    }
}
