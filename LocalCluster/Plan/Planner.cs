namespace Parley.LocalCluster.Plan;

/// <summary>Gives processes their ports, and asks for every link what stands in it.</summary>
internal sealed class Planner(FreePorts ports, Func<Link, ValueTask<int>> through)
{
    public async Task<ClusterPlan> PlanAsync(LocalClusterOptions options)
    {
        var plan = new ClusterPlan
        {
            SiloProgram = options.SiloProgram,
            FrontendProgram = options.FrontendProgram,
            MariaDbPort = ports.Next(),
            DatabaseFolder = options.DatabaseFolder,
            DatabaseOptions = options.DatabaseOptions,
            RedisPort = ports.Next(),
            Proxy = options.WithProxy ? new ProxyPlan(ports.Next(), ports.Next()) : null,
            Settings = options.Settings,
        };
        for (var i = 0; i < options.Silos; i++)
        {
            plan = await WithSiloAsync(plan);
        }

        for (var i = 0; i < options.Frontends; i++)
        {
            plan = await WithFrontendAsync(plan);
        }

        return plan;
    }

    public async Task<ClusterPlan> WithSiloAsync(ClusterPlan plan)
    {
        var name = SiloPlan.NameOf(plan.Silos.Length + 1);
        var (siloPort, gatewayPort) = (ports.Next(), ports.Next());
        var silo = new SiloPlan(
            plan.Silos.Length + 1,
            ports.Next(),
            siloPort,
            gatewayPort,
            await through(new Link(LinkKind.Silo, "*", name, siloPort)),
            await through(new Link(LinkKind.Gateway, "*", name, gatewayPort)),
            await StoresAsync(plan, name));
        return plan with { Silos = plan.Silos.Add(silo) };
    }

    public async Task<ClusterPlan> WithFrontendAsync(ClusterPlan plan)
    {
        var name = FrontendPlan.NameOf(plan.Frontends.Length + 1);
        var port = ports.Next();
        var proxied = plan.Proxy is null ? port : await through(new Link(LinkKind.Frontend, "proxy", name, port));
        return plan with { Frontends = plan.Frontends.Add(new FrontendPlan(plan.Frontends.Length + 1, port, proxied, await StoresAsync(plan, name))) };
    }

    private async Task<StorePorts> StoresAsync(ClusterPlan plan, string name) => new(
        await through(new Link(LinkKind.MariaDb, name, "mariadb", plan.MariaDbPort)),
        await through(new Link(LinkKind.Redis, name, "redis", plan.RedisPort)));
}
