using Parley.LocalCluster.Processes;
using Parley.LocalCluster.State;

namespace Parley.LocalCluster.CommandLine;

/// <summary>What can be done with the cluster in one folder. All return an exit code; what is refused throws <see cref="ClusterException"/>.</summary>
internal sealed class ClusterCommands(string folder, TextWriter output, TextWriter errors)
{
    /// <summary>How people call this program.</summary>
    public const string Call = "./dev/cluster";

    private static readonly TimeSpan Patience = new LocalClusterOptions().Patience;

    public async Task<int> UpAsync(LocalClusterOptions options, CancellationToken cancellation)
    {
        using var _ = ClusterLock.Take(folder);
        if (StateFile.Read(folder) is { IsAlive: true })
        {
            throw new ClusterException($"It runs already, in {folder}. See: {Call} status, or take it down: {Call} down");
        }

        if (ParleyCluster.Missing is { Count: > 0 } missing)
        {
            throw new ClusterException(string.Join('\n', missing));
        }

        await errors.WriteLineAsync($"Starting MariaDB, Redis, silos: {options.Silos}, frontends: {options.Frontends}{(options.WithProxy ? ", HAProxy" : "")} …");
        var cluster = await ParleyCluster.StartAsync(options with { Folder = folder }, cancellation);
        await output.WriteLineAsync(await StatusTable.OfAsync(cluster, cancellation));
        await output.WriteLineAsync($"\nParley: {Address(cluster.Url)}");
        return ExitCodes.Done;
    }

    public async Task<int> DownAsync(bool keep, CancellationToken cancellation)
    {
        using var _ = ClusterLock.Take(folder);
        var cluster = Cluster();
        if (keep)
        {
            await cluster.StopAsync(cancellation);
            await output.WriteLineAsync($"Stopped. Data and logs: {folder}");
        }
        else
        {
            await cluster.DisposeAsync();
            await output.WriteLineAsync("Stopped, and the data are deleted.");
        }

        return ExitCodes.Done;
    }

    public async Task<int> StatusAsync(CancellationToken cancellation)
    {
        await output.WriteLineAsync(await StatusTable.OfAsync(Cluster(), cancellation));
        return ExitCodes.Done;
    }

    public async Task<int> UrlAsync()
    {
        await output.WriteLineAsync(Address(Cluster().Url));
        return ExitCodes.Done;
    }

    public async Task<int> LogsAsync(string name, CancellationToken cancellation)
    {
        var path = Find(Cluster(), name).LogPath;
        if (!File.Exists(path))
        {
            throw new ClusterException($"{name} has not been started yet.");
        }

        await using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(log);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            await output.WriteLineAsync(line.AsMemory(), cancellation);
        }

        return ExitCodes.Done;
    }

    public async Task<int> AddAsync(string what, CancellationToken cancellation)
    {
        using var _ = ClusterLock.Take(folder);
        var cluster = Cluster();
        ManagedProcess added = what == "silo" ? await cluster.AddSiloAsync(cancellation) : await cluster.AddFrontendAsync(cancellation);
        return await SayAsync($"{added.Name} is ready: {added.Address}");
    }

    public async Task<int> KillAsync(string name)
    {
        var process = FindAlive(name);
        await process.KillAsync();
        return await SayAsync($"{name} is dead.");
    }

    public async Task<int> StopAsync(string name, CancellationToken cancellation)
    {
        var process = FindAlive(name);
        await process.StopAsync(cancellation);
        return await SayAsync($"{name} has stopped.");
    }

    public async Task<int> FreezeAsync(string name)
    {
        var process = FindAlive(name);
        await process.FreezeAsync();
        return await SayAsync($"{name} is frozen.");
    }

    public async Task<int> ThawAsync(string name)
    {
        var process = FindAlive(name);
        process.Thaw();
        return await SayAsync($"{name} goes on.");
    }

    public async Task<int> RestartAsync(string name, CancellationToken cancellation)
    {
        using var _ = ClusterLock.Take(folder);
        var process = Find(Cluster(), name);
        await process.RestartAsync(cancellation);
        await process.WaitReadyAsync(cancellation);
        return await SayAsync($"{name} is ready: {process.Address}");
    }

    private ParleyCluster Cluster() =>
        ParleyCluster.Open(folder, Patience) ?? throw new ClusterException($"There is no cluster in {folder}. Start one: {Call} up");

    private ManagedProcess FindAlive(string name) => Find(Cluster(), name) is { State: not ProcessState.Dead } process
        ? process
        : throw new ClusterException($"{name} does not run. Start it: {Call} restart {name}");

    private static ManagedProcess Find(ParleyCluster cluster, string name) => cluster.Processes.FirstOrDefault(process => process.Name == name)
        ?? throw new ClusterException($"There is no {name}. There are: {string.Join(", ", cluster.Processes.Select(process => process.Name))}.");

    private async Task<int> SayAsync(string sentence)
    {
        await output.WriteLineAsync(sentence);
        return ExitCodes.Done;
    }

    private static string Address(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
