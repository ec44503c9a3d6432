using System.Collections.Immutable;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Readiness;

namespace Parley.LocalCluster.Apps;

/// <summary>One of Parley's own programs; it says at /health/ready whether it can do its work.</summary>
public abstract class AppProcess(ProcessSetting setting, int number, string name, int httpPort, ProcessIdentity? running) : ManagedProcess(setting, running)
{
    /// <summary>From 1.</summary>
    public int Number => number;

    /// <summary>Where it serves HTTP, without the proxy.</summary>
    public Uri Url => new($"http://127.0.0.1:{httpPort}");

    public override string Address => Url.GetLeftPart(UriPartial.Authority);

    protected abstract string Program { get; }

    protected abstract ImmutableSortedDictionary<string, string> Settings { get; }

    protected override Launch Launch => new(name, "dotnet", [Program], Settings);

    protected override Task PrepareAsync(CancellationToken cancellation) =>
        File.Exists(Program) ? Task.CompletedTask : throw new ClusterException($"{Program} is not there. Build it: dotnet build Orleans.sln");

    protected override Task<string?> AskAsync(CancellationToken cancellation) => HealthQuestion.AskAsync(Url, cancellation);
}
