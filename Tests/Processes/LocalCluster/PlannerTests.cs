using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Plan;
using Xunit;

namespace Parley.Tests.Processes.LocalCluster;

public class PlannerTests
{
    private readonly List<Link> _links = [];

    [Fact]
    public async Task Every_link_can_be_led_through_something()
    {
        var plan = await PlanAsync(new LocalClusterOptions { Silos = 2, Frontends = 1 }, link => link.Port + 20_000);

        Assert.Equal(
            [
                "Silo *>silo1", "Gateway *>silo1", "MariaDb silo1>mariadb", "Redis silo1>redis",
                "Silo *>silo2", "Gateway *>silo2", "MariaDb silo2>mariadb", "Redis silo2>redis",
                "Frontend proxy>frontend1", "MariaDb frontend1>mariadb", "Redis frontend1>redis",
            ],
            _links.Select(link => $"{link.Kind} {link.From}>{link.To}"));

        var silo = AppSettings.Silo(plan, plan.Silos[1]);
        Assert.Equal($"{plan.Silos[1].SiloPort}", silo["Parley__Cluster__ListenSiloPort"]);
        Assert.Equal($"{plan.Silos[1].SiloPort + 20_000}", silo["Parley__Cluster__SiloPort"]);
        Assert.Equal($"{plan.Silos[1].GatewayPort}", silo["Parley__Cluster__ListenGatewayPort"]);
        Assert.Equal($"{plan.Silos[1].GatewayPort + 20_000}", silo["Parley__Cluster__GatewayPort"]);
        Assert.Contains($"Port={plan.MariaDbPort + 20_000};", silo["ConnectionStrings__MySql"], StringComparison.Ordinal);
        Assert.Equal($"127.0.0.1:{plan.RedisPort + 20_000}", AppSettings.Frontend(plan, plan.Frontends[0])["ConnectionStrings__Redis"]);
        Assert.Equal(plan.Frontends[0].HttpPort + 20_000, plan.Frontends[0].ProxiedPort);
    }

    [Fact]
    public async Task No_two_processes_share_a_port()
    {
        var plan = await PlanAsync(new LocalClusterOptions { Silos = 3, Frontends = 3 }, link => link.Port);
        plan = await new Planner(Ports(plan.Ports), link => ValueTask.FromResult(link.Port)).WithSiloAsync(plan);

        Assert.Equal(4 + (4 * 3) + 3, plan.Ports.Distinct().Count());
    }

    [Fact]
    public async Task Settings_of_the_caller_reach_all_and_win()
    {
        var options = new LocalClusterOptions { Silos = 1, Frontends = 1 };
        options = options with { Settings = options.Settings.Add("Parley__Mode", "Embedded") };
        var plan = await PlanAsync(options, link => link.Port);

        Assert.Equal("Embedded", AppSettings.Silo(plan, plan.Silos[0])["Parley__Mode"]);
        Assert.Equal("Embedded", AppSettings.Frontend(plan, plan.Frontends[0])["Parley__Mode"]);
    }

    private static FreePorts Ports(IEnumerable<int> taken) => new(first: 10_000, highest: 11_000, isFree: _ => true, taken);

    private Task<ClusterPlan> PlanAsync(LocalClusterOptions options, Func<Link, int> through) => new Planner(Ports([]), link =>
    {
        _links.Add(link);
        return ValueTask.FromResult(through(link));
    }).PlanAsync(options);
}
