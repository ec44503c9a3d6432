using System.Collections.Immutable;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Cluster;

/// <summary>A cluster whose nodes find each other in the database: Redis may be anywhere or nowhere.</summary>
public sealed class ClusterWithoutRedis : RunningCluster
{
    protected override ImmutableSortedDictionary<string, string> Settings =>
        base.Settings.Add("Parley__Cluster__Membership", "Sql").Add("ConnectionStrings__Redis", "");
}

[Collection(ClusterTests.Name)]
[Trait("Scope", "P3")]
public sealed class SqlMembershipClusterTests(ClusterWithoutRedis cluster) : IClassFixture<ClusterWithoutRedis>
{
    [Fact]
    public async Task With_the_membership_in_the_database_it_does_without_Redis_and_survives_a_killed_silo()
    {
        RunningCluster.SkipIfMissing();
        var frontends = cluster.Processes.Frontends;
        await cluster.Processes.Redis.KillAsync();
        var user = await cluster.NewUserAsync();
        var rooms = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => user.NewRoomAsync(frontends[0])));
        var senders = rooms.Select(room => Sender.Start(user, n => frontends[n % 2], room)).ToArray();
        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(5)));

        await cluster.Processes.Silos[0].KillAsync();
        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(10)));
        await cluster.Processes.Silos[0].StartAsync(TestContext.Current.CancellationToken);
        await cluster.Processes.Silos[0].WaitReadyAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("The cluster has 2 silos: ", (await cluster.Admin("status")).Output, StringComparison.Ordinal);
        await Task.WhenAll(senders.Zip(rooms).Select(pair => pair.First.CheckAsync(user, frontends[1], pair.Second)));
    }
}
