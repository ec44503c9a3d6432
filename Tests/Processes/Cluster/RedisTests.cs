using System.Globalization;
using Parley.LocalCluster.Apps;
using Parley.Tests.Support;
using StackExchange.Redis;
using Xunit;

namespace Parley.Tests.Processes.Cluster;

[Collection(ClusterTests.Name)]
[Trait("Scope", "P3")]
public sealed class RedisTests(RunningCluster cluster) : IClassFixture<RunningCluster>
{
    private const string Table = "parley/members/parley";

    private IReadOnlyList<FrontendProcess> Frontends => cluster.Processes.Frontends;

    [Fact]
    public async Task Redis_that_has_lost_its_data_gets_the_table_back_and_there_is_still_one_cluster()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        var user = await cluster.NewUserAsync();
        var room = await user.NewRoomAsync(Frontends[0]);
        await using var sender = Sender.Start(user, n => Frontends[n % 2], room);
        await sender.MoreAsync(5);
        await using var redis = await ConnectAsync();
        var before = await redis.GetDatabase().HashLengthAsync(Table);

        await redis.GetServers()[0].FlushAllDatabasesAsync();

        await Eventually.Is(async () => await redis.GetDatabase().HashLengthAsync(Table) >= before, "the table is put back");
        await Eventually.Is(
            async () => (await Task.WhenAll(cluster.Processes.Silos.Select(silo => new TestClient(silo.Url).Get("/health/ready"))))
                .Any(health => health is { Status: 200 } && health.Body.Contains("Redis had lost the membership table", StringComparison.Ordinal)),
            "the silo that put it back says so"); // a moment after it has
        await cluster.Processes.AddSiloAsync(TestContext.Current.CancellationToken);
        var status = await cluster.Admin("status");
        Assert.StartsWith($"The cluster has {cluster.Processes.Silos.Count} silos: ", status.Output, StringComparison.Ordinal);
        await sender.MoreAsync(20);
        await sender.CheckAsync(user, Frontends[0], room);
    }

    [Fact]
    public async Task Without_Redis_rooms_go_on_and_a_frontend_that_starts_waits_and_says_so()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        var user = await cluster.NewUserAsync();
        var rooms = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => user.NewRoomAsync(Frontends[0])));
        var senders = rooms.Select(room => Sender.Start(user, _ => Frontends[0], room)).ToArray();
        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(5)));

        await cluster.Processes.Redis.KillAsync();
        await Frontends[1].KillAsync();
        await Frontends[1].StartAsync(TestContext.Current.CancellationToken);

        await Eventually.Is(
            async () => (await HealthAsync(Frontends[1])).Contains("Waiting for the cluster. Redis does not answer, so that no silo can be found.", StringComparison.Ordinal),
            "the new frontend says what it waits for", TimeSpan.FromSeconds(60));
        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(50)));

        await cluster.Processes.Redis.StartAsync(TestContext.Current.CancellationToken);
        await cluster.Processes.WaitReadyAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(5)));
        await Task.WhenAll(senders.Zip(rooms).Select(pair => pair.First.CheckAsync(user, Frontends[1], pair.Second)));
    }

    private static async Task<string> HealthAsync(FrontendProcess frontend)
    {
        try
        {
            return (await new TestClient(frontend.Url).Get("/health/ready")).Body;
        }
        catch (HttpRequestException)
        {
            return ""; // does not listen yet
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{cluster.Processes.Redis.Port},allowAdmin=true"));
}
