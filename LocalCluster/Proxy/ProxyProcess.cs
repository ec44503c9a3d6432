using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Readiness;

namespace Parley.LocalCluster.Proxy;

/// <summary>HAProxy in front of the frontends.</summary>
public sealed class ProxyProcess : ManagedProcess
{
    private readonly ProxyPlan _plan;
    private readonly Func<IEnumerable<FrontendPlan>> _frontends;

    /// <param name="frontends">Those there are at the time of a start.</param>
    internal ProxyProcess(ProcessSetting setting, ProxyPlan plan, Func<IEnumerable<FrontendPlan>> frontends, ProcessIdentity? running)
        : base(setting, running)
    {
        _plan = plan;
        _frontends = frontends;
    }

    /// <summary>Null: it can run here. Else a sentence.</summary>
    public static string? Missing => Tool.HaProxy.Missing;

    public Uri Url => new($"http://127.0.0.1:{_plan.Port}");

    public override string Address => Url.GetLeftPart(UriPartial.Authority);

    private string ConfigPath => Path.Combine(Folder, "haproxy.cfg");

    /// <summary>In the foreground (-db): one process, so that freezing it freezes all of it.</summary>
    protected override Launch Launch => new("proxy", Tool.HaProxy.Path, ["-db", "-f", ConfigPath]);

    /// <summary>Sends clients to one more frontend, without cutting off anybody.</summary>
    internal async Task AddAsync(FrontendPlan frontend, CancellationToken cancellation)
    {
        await PrepareAsync(cancellation);
        if (State == ProcessState.Dead)
        {
            return; // its next start reads the file
        }

        if (State == ProcessState.Frozen)
        {
            throw new ClusterException("The proxy is frozen and cannot be told of the new frontend. Thaw it and restart it: it knows the frontend then.");
        }

        var server = $"{HaProxyConfig.Backend}/{frontend.Name}";
        await TellAsync($"add server {server} {HaProxyConfig.Address(frontend)} {HaProxyConfig.ServerOptions}", cancellation);
        await TellAsync($"enable health {server}", cancellation);
        await TellAsync($"enable server {server}", cancellation);
    }

    protected override Task PrepareAsync(CancellationToken cancellation) =>
        File.WriteAllTextAsync(ConfigPath, HaProxyConfig.Text(_plan, _frontends()), cancellation);

    /// <summary>It is ready if a frontend behind it is.</summary>
    protected override Task<string?> AskAsync(CancellationToken cancellation) => HealthQuestion.AskAsync(Url, cancellation);

    private async Task TellAsync(string command, CancellationToken cancellation)
    {
        var answer = await HaProxySocket.AskAsync(_plan.AdminPort, command, cancellation);
        if (answer.Length > 0 && !answer.StartsWith("New server registered", StringComparison.Ordinal))
        {
            throw new ClusterException($"HAProxy refuses \"{command}\": {answer} It knows the frontend after a restart of the proxy.");
        }
    }
}
