using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Parley.Grains.Jobs;
using Parley.Grains.Storage;
using Parley.Jobs;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Faults.Jobs;

/// <summary>
/// Ten thousand jobs whose effect can be counted, and a server that is killed again and again while it does them. <c>PARLEY_JOBS=100000</c> has it do more.
/// </summary>
[Collection(ProcessTests.Name)]
[Trait("Scope", "S9")]
public class KilledWorkerTests
{
    private const int Kills = 5;
    private const string Room = "storm";
    private static readonly int Jobs = int.TryParse(Environment.GetEnvironmentVariable("PARLEY_JOBS"), out var jobs) ? jobs : 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240 + (Jobs / 200)); // a job that met a busy moment comes again, later each time

    [Theory]
    [InlineData(20261127)]
    public async Task Ten_thousand_jobs_are_all_done_and_have_their_effect_once_however_often_the_server_is_killed(int seed)
    {
        var random = new Random(seed);
        await using var server = await ServerProcess.Start(("Parley__Jobs__Lease", "00:00:02"), ("Parley__Jobs__MaxRunning", "64"));
        var sender = (await server.Admin("issue-tokens", "--prefix", "worker", "--users", "1", "--room", Room)).Output.Trim().Split('\t')[1];
        var client = new TestClient(server.Address).WithToken(sender);
        var (room, user) = ((await client.Get($"rooms/{Room}")).Json.GetProperty("id").GetString()!, (await client.Get("me")).Json.GetProperty("id").GetString()!);
        var before = Count(server, "messages", "SELECT COUNT(*) FROM room_events WHERE client_id LIKE 'job-%'");
        Assert.Equal(0, before);
        await server.Kill();

        // 1. While nobody is there, jobs are taken in; then a server does some of them, and is killed at a moment of its own.
        for (var kill = 0; kill < Kills; kill++)
        {
            await Enqueue(server, user, room, Jobs / Kills * kill, Jobs / Kills);
            await server.Restart();
            var until = Said(server) + random.Next(1, Jobs / Kills);
            await Eventually.Is(() => Task.FromResult(Said(server) >= until), "so many are done", Patience);
            await server.Kill();
        }

        // 2. The last one does the rest.
        await server.Restart();
        await Eventually.Is(() => Task.FromResult(Count(server, "grains", "SELECT COUNT(*) FROM jobs WHERE state = 'success'") == Jobs), "all are done", Patience);

        Assert.Equal(Jobs, Said(server));
        Assert.Equal(Jobs, Count(server, "messages", "SELECT COUNT(DISTINCT client_id) FROM room_events WHERE client_id LIKE 'job-%'"));
        var repeated = Count(server, "grains", "SELECT COUNT(*) FROM jobs WHERE attempts > 1");
        Assert.True(repeated > 0, "No job met a dead server: the kills prove nothing.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Jobs} jobs, {Kills} kills, {repeated} begun more than once");
    }

    private static async Task Enqueue(ServerProcess server, string user, string room, int first, int count)
    {
        using var databases = Databases.Open(DataFolder.Open(server.DataPath), TimeProvider.System);
        using var store = new JobStore(databases, new Sealing(new ServerKeys(databases, TimeProvider.System)), Options.Create(new JobOptions { MaxWaiting = 10_000_000 }), TimeProvider.System);
        var taken = await store.EnqueueAsync([.. Enumerable.Range(first, count).Select(i => new PostMessage(room, user, $"I am {i}").ToJob($"job-{i}"))]);
        Assert.False(taken.IsError);
    }

    private static long Said(ServerProcess server) => Count(server, "messages", "SELECT COUNT(*) FROM room_events WHERE client_id LIKE 'job-%'");

    private static long Count(ServerProcess server, string module, string sql)
    {
        using var file = new SqliteConnection($"Data Source={Path.Combine(server.DataPath, $"{module}.db")};Mode=ReadOnly;Pooling=False");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
