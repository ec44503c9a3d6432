using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Faults.Promises;

/// <summary>What the server has promised to do later it does, though it was killed in between.</summary>
[Collection(ProcessTests.Name)]
[Trait("Scope", "P6")]
public sealed class KilledBeforeItWasDueTests
{
    private const string Room = "later";
    private const int Messages = 400;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task A_message_for_later_a_mute_for_a_time_and_an_erasure_come_to_their_end_after_a_kill()
    {
        await using var server = await ServerProcess.Start(("Parley__Erasure__SecondLook", "00:00:01"));
        Assert.Equal("", (await server.Admin("create-user", "p1", "--admin")).Errors);
        var issued = await server.Admin("issue-tokens", "--prefix", "p", "--users", "3", "--room", Room);
        var tokens = issued.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[1]).ToArray();
        var (admin, bob, ann) = (0, 1, 2);
        TestClient Client(int who) => new TestClient(server.Address).WithToken(tokens[who]);
        var ids = await Task.WhenAll(tokens.Select((_, who) => Id(Client(who))));
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(n => Client(ann).Post($"rooms/{Room}/messages", new { clientId = $"m{n}", text = $"planted {n}" })));

        // 1. Three promises, and what is kept of them at once.
        Assert.Equal(201, (await Client(admin).Post($"rooms/{Room}/scheduled", new { clientId = "s1", text = "on time", at = DateTimeOffset.UtcNow + Soon })).Status);
        Assert.Equal(200, (await Client(admin).Send(HttpMethod.Patch, $"rooms/{Room}/members/{ids[bob]}", JsonContent.Create(new { role = "muted", until = DateTimeOffset.UtcNow + Soon }))).Status);
        Assert.Equal(202, (await Client(ann).Post("me/erasure", new { userName = "p3" })).Status);
        await server.Kill();
        Assert.True(await Count(server, "messages", "SELECT COUNT(*) FROM room_events WHERE payload LIKE '%planted%'") > 0, "The kill came too late to prove anything.");
        Assert.Equal(3, await Count(server, "grains", "SELECT COUNT(*) FROM OrleansReminders WHERE GrainId LIKE 'scheduled/%' OR GrainId LIKE 'room-mutes/%' OR GrainId LIKE 'user-erasure/%'"));

        // 2. Reminders would wake them within a minute; whoever asks for them does so sooner.
        await server.Restart();
        await Eventually.Is(async () =>
            (await Client(admin).Get("me/scheduled")).Json.GetArrayLength() == 0
            && (await Client(admin).Get($"rooms/{Room}/mutes")).Json.GetArrayLength() == 0
            && (await Client(admin).Get($"admin/users/{ids[ann]}/erasure"))["state"] == "done", "all three are done", TimeSpan.FromSeconds(30));

        var texts = (await Client(admin).Get($"rooms/{Room}/messages?limit=1000")).Json.GetProperty("messages").EnumerateArray()
            .Where(message => message.TryGetProperty("text", out _)).Select(message => message.Text("text")).ToArray();
        Assert.Equal(["on time"], texts);
        Assert.Equal(0, await Count(server, "messages", "SELECT COUNT(*) FROM room_events WHERE payload LIKE '%planted%'"));
        Assert.Equal(201, (await Client(bob).Post($"rooms/{Room}/messages", new { clientId = "b1", text = "I may speak" })).Status);
        Assert.Equal(401, (await Client(ann).Get("me")).Status);
    }

    private static async Task<string> Id(TestClient client) => (await client.Get("me"))["id"]!;

    private static async Task<long> Count(ServerProcess server, string module, string sql)
    {
        await using var file = new SqliteConnection($"Data Source={Path.Combine(server.DataPath, $"{module}.db")};Pooling=False");
        await file.OpenAsync();
        await using var command = file.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
