using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Orleans.Runtime;
using Parley.Grains;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>The table of silos on a real MariaDB, through Orleans' own interfaces: every change moves the version it has read, or is refused.</summary>
[Trait("Scope", "S13")]
public sealed class SqlMembershipTests(MariaDbSilo migrated, MariaDbServer server) : IClassFixture<MariaDbSilo>, IDisposable
{
    private static readonly DateTime Start = new(2026, 3, 29, 2, 30, 0, 123, DateTimeKind.Utc);
    private static int s_clusters;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly List<IHost> _hosts = [];
    private readonly string _cluster = $"cluster-{Interlocked.Increment(ref s_clusters)}";

    private DatabaseConnections Connections { get; } = All(migrated.Databases.Grains.Source.ConnectionString);

    [Fact]
    public async Task A_new_cluster_is_empty_at_version_0_whoever_makes_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Table()));

        var all = await Read(await Table());

        Assert.Empty(all.Members);
        Assert.Equal(0, all.Version.Version);
    }

    [Fact]
    public async Task A_silo_comes_back_as_it_was_written()
    {
        var table = await Table();
        var written = Silo(1);
        Assert.True(await Insert(table, written));

        var all = await Read(table);

        Assert.Equal(1, all.Version.Version);
        var read = Assert.Single(all.Members).Item1;
        Assert.Equal(
            (written.SiloAddress, written.SiloName, written.HostName, written.Status, written.ProxyPort, written.StartTime, written.IAmAliveTime),
            (read.SiloAddress, read.SiloName, read.HostName, read.Status, read.ProxyPort, read.StartTime, read.IAmAliveTime));
        Assert.Single((await table.ReadRowAsync(written.SiloAddress, Cancellation)).Members);
        Assert.Empty((await table.ReadRowAsync(Silo(2).SiloAddress, Cancellation)).Members);
        Assert.Equal(1, (await table.ReadRowAsync(Silo(2).SiloAddress, Cancellation)).Version.Version);
    }

    [Fact]
    public async Task A_stale_version_changes_nothing()
    {
        var table = await Table();
        var stale = (await Read(table)).Version;
        await Insert(table, Silo(1), stale);

        Assert.False(await Insert(table, Silo(2), stale));
        Assert.False(await Update(table, Silo(1, SiloStatus.Dead), stale));

        var all = await Read(table);
        Assert.Equal((1, SiloStatus.Joining), (all.Version.Version, Assert.Single(all.Members).Item1.Status));
    }

    [Fact]
    public async Task A_silo_that_is_there_is_not_added_and_one_that_is_not_is_not_updated()
    {
        var table = await Table();
        await Insert(table, Silo(1));
        var version = (await Read(table)).Version;

        Assert.False(await Insert(table, Silo(1, SiloStatus.Active), version));
        Assert.False(await Update(table, Silo(2, SiloStatus.Active), version));

        var all = await Read(table);
        Assert.Equal((1, SiloStatus.Joining), (all.Version.Version, Assert.Single(all.Members).Item1.Status));
    }

    [Fact]
    public async Task An_update_moves_the_version_and_keeps_who_has_suspected_whom()
    {
        var table = await Table();
        await Insert(table, Silo(1));
        var dead = Silo(1, SiloStatus.Dead);
        dead.AddSuspector(Silo(2).SiloAddress, Start.AddMinutes(1));
        dead.AddSuspector(Silo(3).SiloAddress, Start.AddMinutes(2));

        Assert.True(await Update(table, dead));

        var all = await Read(table);
        var read = Assert.Single(all.Members).Item1;
        Assert.Equal((2, SiloStatus.Dead), (all.Version.Version, read.Status));
        Assert.Equal(dead.SuspectTimes, read.SuspectTimes);
    }

    [Fact]
    public async Task Silos_that_join_at_once_all_get_in_one_after_the_other()
    {
        const int Silos = 8;
        var tables = await Task.WhenAll(Enumerable.Range(0, Silos).Select(_ => Table()));
        var attempts = await Task.WhenAll(tables.Select((table, i) => Task.Run(async () =>
        {
            for (var attempt = 1; ; attempt++)
            {
                if (await Insert(table, Silo(i)))
                {
                    return attempt;
                }
            }
        }, Cancellation)));

        var all = await Read(tables[0]);
        Assert.Equal(Silos, all.Members.Count);
        Assert.Equal(Silos, all.Version.Version);
        Assert.Contains(attempts, attempt => attempt > 1); // else there was no race
    }

    [Fact]
    public async Task Of_those_who_change_one_version_one_wins()
    {
        var tables = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Table()));
        for (var round = 0; round < 10; round++)
        {
            var version = (await Read(tables[0])).Version;
            var won = await Task.WhenAll(tables.Select((table, i) => Task.Run(() => Insert(table, Silo((round * 100) + i), version), Cancellation)));

            Assert.Single(won, one => one);
            var all = await Read(tables[0]);
            Assert.Equal((version.Version + 1, round + 1), (all.Version.Version, all.Members.Count));
        }
    }

    [Fact]
    public async Task A_sign_of_life_moves_only_forward_and_not_the_version()
    {
        var table = await Table();
        await Insert(table, Silo(1));
        var (later, earlier) = (Silo(1), Silo(1));
        (later.IAmAliveTime, earlier.IAmAliveTime) = (Start.AddMilliseconds(90_456), Start);

        await table.UpdateIAmAliveAsync(later, Cancellation);
        await table.UpdateIAmAliveAsync(earlier, Cancellation);
        Assert.True(await Update(table, earlier)); // another silo's view of it

        var all = await Read(table);
        Assert.Equal(later.IAmAliveTime, Assert.Single(all.Members).Item1.IAmAliveTime);
        Assert.Equal(2, all.Version.Version);
    }

    [Fact]
    public async Task Gateways_are_those_of_active_silos_that_have_one()
    {
        var table = await Table();
        var withoutGateway = Silo(3, SiloStatus.Active);
        withoutGateway.ProxyPort = 0;
        foreach (var silo in new[] { Silo(1, SiloStatus.Active), Silo(2), withoutGateway, Silo(4, SiloStatus.Dead) })
        {
            await Insert(table, silo);
        }

        var client = Build(builder => builder.UseOrleansClient(orleans => orleans.UseSqlMembership(Connections).Configure<ClusterOptions>(Name)));
        var gateways = client.Services.GetRequiredService<IGatewayListProvider>();
        await gateways.InitializeGatewayListProvider();

        Assert.Equal([Silo(1).ProxyPort], (await gateways.GetGateways()).Select(gateway => gateway.Port));
    }

    [Fact]
    public async Task Only_the_silos_that_have_been_dead_for_long_are_forgotten()
    {
        var table = await Table();
        var (dead, deadOfLate, active, suspected, suspectedOfLate) =
            (Silo(1, SiloStatus.Dead), Silo(2, SiloStatus.Dead), Silo(3, SiloStatus.Active), Silo(4, SiloStatus.Dead), Silo(5, SiloStatus.Dead));
        deadOfLate.IAmAliveTime = Start.AddDays(2);
        suspected.AddSuspector(active.SiloAddress, Start.AddHours(1));
        suspectedOfLate.AddSuspector(active.SiloAddress, Start.AddDays(2));
        foreach (var silo in new[] { dead, deadOfLate, active, suspected, suspectedOfLate })
        {
            await Insert(table, silo);
            await Update(table, silo);
        }

        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Start.AddDays(1)), Cancellation);

        Assert.Equal(
            new[] { deadOfLate, active, suspectedOfLate }.Select(silo => silo.SiloAddress).Order(),
            (await Read(table)).Members.Select(member => member.Item1.SiloAddress).Order());
    }

    [Fact]
    public async Task Clusters_in_one_database_do_not_see_each_other()
    {
        var (one, other) = (await Table(_cluster), await Table(_cluster.ToUpperInvariant()));
        await Insert(one, Silo(1));
        Assert.Empty((await Read(other)).Members);
        await Insert(other, Silo(1));

        await one.DeleteMembershipTableEntriesAsync(_cluster, Cancellation);

        Assert.Single((await Read(other)).Members);
    }

    [Fact]
    public async Task Two_silos_and_a_client_find_each_other()
    {
        var connections = All(await server.NewDatabase());
        var silos = Enumerable.Range(0, 2).Select(_ => Build(builder => builder.UseOrleans(silo => silo
            .UseSqlMembership(connections)
            .Configure<ClusterOptions>(Name)
            .ConfigureEndpoints(IPAddress.Loopback, LoopbackPort.Free(), LoopbackPort.Free())
            .AddParleyGrains(Databases.Connect(connections, TimeProvider.System))))).ToArray();
        foreach (var silo in silos)
        {
            await silo.StartAsync(Cancellation);
        }

        var client = Build(builder => builder.UseOrleansClient(orleans => orleans.UseSqlMembership(connections).Configure<ClusterOptions>(Name)));
        await client.StartAsync(Cancellation);
        var grains = client.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<IKeepingGrain>("member").Keep("kept");
        Assert.Equal("kept", await grains.GetGrain<IKeepingGrain>("member").Kept());
        Assert.Equal(2, (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, Cancellation)).Count);

        await silos[0].StopAsync(Cancellation);

        Assert.Single(await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, Cancellation));
        Assert.Equal("kept", await grains.GetGrain<IKeepingGrain>("member").Kept());
        await client.StopAsync(Cancellation);
        await silos[1].StopAsync(Cancellation);
    }

    public void Dispose() => _hosts.ForEach(host => host.Dispose());

    private static DatabaseConnections All(string connection) => new(connection, connection, connection);

    private static Task<MembershipTableData> Read(IMembershipTable table) => table.ReadAllAsync(Cancellation);

    /// <summary>Adds a silo to what has this version.</summary>
    private static Task<bool> Insert(IMembershipTable table, MembershipEntry silo, TableVersion version) => table.InsertRowAsync(silo, version.Next(), Cancellation);

    private static async Task<bool> Insert(IMembershipTable table, MembershipEntry silo) => await Insert(table, silo, (await Read(table)).Version);

    /// <summary>Changes a silo. Its etag is that of the table it was read from: another would be refused before the database is asked.</summary>
    private static Task<bool> Update(IMembershipTable table, MembershipEntry silo, TableVersion version) =>
        table.UpdateRowAsync(silo, version.VersionEtag, version.Next(), Cancellation);

    private static async Task<bool> Update(IMembershipTable table, MembershipEntry silo)  => await Update(table, silo, (await Read(table)).Version);

    private static MembershipEntry Silo(int number, SiloStatus status = SiloStatus.Joining) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse("192.0.2.7"), 11_000 + number, 1_000 + number),
        SiloName = $"silo 🦦 {number}",
        HostName = "host.example",
        Status = status,
        ProxyPort = 30_000 + number,
        StartTime = Start,
        IAmAliveTime = Start.AddMilliseconds(456),
    };

    private async Task<IMembershipTable> Table(string? cluster = null)
    {
        var silo = Build(builder => builder.UseOrleans(orleans => orleans
            .UseSqlMembership(Connections)
            .Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = ("parley", cluster ?? _cluster))));
        var table = silo.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancellation);
        return table;
    }

    private IHost Build(Action<IHostApplicationBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        configure(builder);
        var host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    private void Name(ClusterOptions options) => (options.ServiceId, options.ClusterId) = ("parley", _cluster);
}
