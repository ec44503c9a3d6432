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

    /// <summary>Another build of its program than the cluster's, from the next start on; null: the cluster's.</summary>
    public string? OtherProgram { get; set; }

    /// <summary>More of its environment, from the next start on: wins over everything else.</summary>
    public ImmutableSortedDictionary<string, string> MoreSettings { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Words before its command line, from the next start on: a program that does something and then becomes it.</summary>
    public ImmutableArray<string> Through { get; set; } = [];

    protected abstract string Program { get; }

    protected abstract ImmutableSortedDictionary<string, string> Settings { get; }

    protected override Launch Launch => Through is [var first, .. var others]
        ? new(name, first, [.. others, "dotnet", Built], Settings.SetItems(MoreSettings))
        : new(name, "dotnet", [Built], Settings.SetItems(MoreSettings));

    private string Built => OtherProgram ?? Program;

    protected override Task PrepareAsync(CancellationToken cancellation) =>
        File.Exists(Built) ? Task.CompletedTask : throw new ClusterException($"{Built} is not there. Build it: dotnet build Orleans.sln");

    protected override Task<string?> AskAsync(CancellationToken cancellation) => HealthQuestion.AskAsync(Url, cancellation);
}
