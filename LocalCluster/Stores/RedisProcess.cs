using System.Globalization;
using System.Net.Sockets;
using Parley.LocalCluster.Processes;

namespace Parley.LocalCluster.Stores;

/// <summary>A Redis on loopback with a data folder of its own, which keeps what it is told: an append-only file, and nothing is evicted.</summary>
public sealed class RedisProcess(ProcessSetting setting, int port, ProcessIdentity? running = null) : ManagedProcess(setting, running)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Null: it can run here. Else a sentence.</summary>
    public static string? Missing => Tool.Redis.Missing;

    public int Port => port;

    /// <summary>More of its command line, e.g. <c>--replicaof</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>As people call it, where there are several.</summary>
    public string Title { get; init; } = "redis";

    public override string Address => $"127.0.0.1:{port}";

    protected override Launch Launch => new(Title, Tool.Redis.Path,
    [
        "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", DataFolder, "--daemonize", "no",
        "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction", .. Options,
    ]);

    private string DataFolder => Path.Combine(Folder, Title);

    /// <param name="through">Port of something that stands in between; null: straight to the server.</param>
    public string ConnectionString(int? through = null) => $"127.0.0.1:{(through ?? port).ToString(CultureInfo.InvariantCulture)}";

    protected override Task PrepareAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(DataFolder);
        return Task.CompletedTask;
    }

    /// <summary>PING; while it loads its file it answers -LOADING.</summary>
    protected override async Task<string?> AskAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var answer = await RedisWords.SayAsync(port, "PING", patience.Token);
            return answer == "+PONG" ? null : $"answers {answer}";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds:0} s";
        }
    }
}
