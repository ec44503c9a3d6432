using System.Globalization;
using System.Text.Json;
using Parley.LocalCluster.Apps;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Cluster;

[Collection(ClusterTests.Name)]
[Trait("Scope", "P2")]
[Trait("Scope", "P3")]
public sealed class SilosComeAndGoTests(RunningCluster cluster) : IClassFixture<RunningCluster>
{
    /// <summary>What an orderly stop may take; supervisors kill after 30 s.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private IReadOnlyList<FrontendProcess> Frontends => cluster.Processes.Frontends;

    [Fact]
    public async Task A_silo_that_is_asked_to_stop_gives_its_rooms_away_and_no_send_fails()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        var user = await cluster.NewUserAsync();
        var rooms = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => user.NewRoomAsync(Frontends[0])));
        var senders = rooms.Select((room, i) => Sender.Start(user, _ => Frontends[i % 2], room)).ToArray();
        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(20)));

        Assert.Equal(0, await cluster.Processes.Silos[0].StopAsync(TestContext.Current.CancellationToken).WaitAsync(Grace, TestContext.Current.CancellationToken));

        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(20)));
        await Task.WhenAll(senders.Zip(rooms).Select(pair => pair.First.CheckAsync(user, Frontends[0], pair.Second)));
    }

    [Fact]
    public async Task An_operator_drains_a_silo_and_a_frontend_by_name_and_each_ends_in_order()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        var user = await cluster.NewUserAsync();
        var room = await user.NewRoomAsync(Frontends[0]);
        await using var socket = await user.SubscribeAsync(Frontends[1], room);
        await using var sender = Sender.Start(user, _ => Frontends[0], room);
        await sender.MoreAsync(5);
        var nodes = JsonDocument.Parse((await cluster.Processes.AdminAsync(["nodes", "list", "--json"], TestContext.Current.CancellationToken)).Output).RootElement.GetProperty("nodes");
        Assert.Equal(cluster.Processes.Silos.Count + Frontends.Count, nodes.EnumerateArray().Count(node => node.GetProperty("status").GetString() == "Active"));

        // What may be meant for two is done to neither.
        var any = await cluster.Processes.AdminAsync(["nodes", "drain", ""], TestContext.Current.CancellationToken);
        Assert.Equal(1, any.ExitCode);
        Assert.Matches("may be any of [2-9] nodes", any.Errors); // a frontend that another test killed may still be known
        var drained = await Task.WhenAll(
            cluster.Processes.AdminAsync(["nodes", "drain", nodes[0].GetProperty("name").GetString()!], TestContext.Current.CancellationToken),
            cluster.Processes.AdminAsync(["nodes", "drain", Frontends[1].Url.ToString().TrimEnd('/')], TestContext.Current.CancellationToken));

        Assert.All(drained, one => Assert.Equal((0, ""), (one.ExitCode, one.Errors)));
        await Eventually.Is(() => Task.FromResult(Frontends[1].ExitCode == 0 && cluster.Processes.Silos.Count(silo => silo.ExitCode == 0) == 1), "both have ended in order", Grace);
        await sender.MoreAsync(5);
        await sender.CheckAsync(user, Frontends[0], room);
    }

    [Fact]
    public async Task A_silo_that_is_killed_takes_no_message_along_and_listeners_hear_on()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        var user = await cluster.NewUserAsync();
        var rooms = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => user.NewRoomAsync(Frontends[0])));
        var senders = rooms.Select((room, i) => Sender.Start(user, _ => Frontends[i % 2], room)).ToArray();
        var readers = rooms.Select((room, i) => ListenAsync(user, Frontends[(i + 1) % 2], room, until: "done")).ToArray();
        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(20)));

        await cluster.Processes.Silos[1].KillAsync();

        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(20)));
        await Task.WhenAll(senders.Zip(rooms).Select(pair => pair.First.CheckAsync(user, Frontends[0], pair.Second)));
        await Task.WhenAll(rooms.Select(room => user.At(Frontends[0]).Post($"rooms/{room}/messages", new { clientId = "done", text = "done" })));
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_frontend_that_is_asked_to_stop_sends_its_clients_elsewhere_and_ends()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        var user = await cluster.NewUserAsync();
        var room = await user.NewRoomAsync(Frontends[0]);
        await using var socket = await user.SubscribeAsync(Frontends[1], room);

        var stopped = Frontends[1].StopAsync(TestContext.Current.CancellationToken);
        var closing = await socket.Expect("closing");
        Assert.Equal("draining", closing.Text("reason"));
        Assert.InRange(closing.GetProperty("retryAfterMs").GetInt64(), 1, 5000);
        Assert.Equal(0, await stopped.WaitAsync(Grace, TestContext.Current.CancellationToken));

        // Elsewhere it goes on where it was.
        Assert.Equal(201, (await user.At(Frontends[0]).Post($"rooms/{room}/messages", new { clientId = "c1", text = "meanwhile" })).Status);
        await using var again = await user.ConnectAsync(Frontends[0]);
        await again.Send(new { type = "subscribe", room, after = 2 });
        Assert.Equal([3], (await again.Expect("subscribed")).GetProperty("events").EnumerateArray().Select(e => e.Seq()));
    }

    [Fact]
    public async Task A_silo_that_is_added_under_load_gets_its_share_of_the_rooms_and_no_send_fails()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        var user = await cluster.NewUserAsync();
        var rooms = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => user.NewRoomAsync(Frontends[0])));
        var senders = rooms.Select((room, i) => Sender.Start(user, _ => Frontends[i % 2], room, TimeSpan.FromMilliseconds(200))).ToArray();
        var readers = rooms.Select((room, i) => ListenAsync(user, Frontends[(i + 1) % 2], room, until: "done")).ToArray();
        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(3)));

        var silo = await cluster.Processes.AddSiloAsync(TestContext.Current.CancellationToken);

        var admin = await AdminAsync();
        await Eventually.Is(async () => await ShareAsync(admin, silo) >= 0.2, "the new silo has a fifth of the rooms", TimeSpan.FromSeconds(60));
        await Task.WhenAll(senders.Select(sender => sender.MoreAsync(3)));
        await Task.WhenAll(senders.Zip(rooms).Select(pair => pair.First.CheckAsync(user, Frontends[1], pair.Second)));
        await Task.WhenAll(rooms.Select(room => user.At(Frontends[0]).Post($"rooms/{room}/messages", new { clientId = "done", text = "done" })));
        await Task.WhenAll(readers);

        // What a room keeps beside its log stays in the store; it does not travel, and nobody tries to send it.
        var printed = string.Concat(cluster.Processes.Silos.Select(one => File.ReadAllText(one.LogPath)));
        Assert.DoesNotContain("dehydrate", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("codec for type", printed, StringComparison.Ordinal);
    }

    /// <summary>Reads live events until this text comes: each number is the one after the last. A reader who was told of a gap goes on from where it was, as clients do.</summary>
    private static async Task ListenAsync(ClusterUser user, FrontendProcess frontend, string room, string until)
    {
        await using var socket = await user.SubscribeAsync(frontend, room);
        socket.Patience = TimeSpan.FromSeconds(90); // nothing is said while the test waits for something else
        for (var seq = 0L; ;)
        {
            var frame = await socket.Next();
            if (frame.GetProperty("type").GetString() == "gap")
            {
                await socket.Send(new { type = "subscribe", room, after = seq });
                continue;
            }

            foreach (var e in frame.GetProperty("events").EnumerateArray())
            {
                Assert.True(seq == 0 || e.Seq() == seq + 1, $"{e.Seq()} came after {seq}");
                seq = e.Seq();
                if (e.TryGetProperty("text", out var text) && text.GetString() == until)
                {
                    return;
                }
            }
        }
    }

    private async Task<TestClient> AdminAsync()
    {
        var name = "a" + Guid.NewGuid().ToString("N")[..20];
        var made = await cluster.Admin("create-user", name, "--admin");
        Assert.True(made.ExitCode == 0, made.Errors);
        var password = made.Output.Trim().Split(' ')[^1];
        var nobody = new TestClient(Frontends[0].Url);
        return nobody.WithToken((await nobody.Post("sessions", new { userName = name, password }))["accessToken"]!);
    }

    /// <summary>Part of all active rooms that the silo has, as the dashboard shows it.</summary>
    private static async Task<double> ShareAsync(TestClient admin, SiloProcess silo)
    {
        var view = await admin.Get("dashboard");
        Assert.True(view.Status == 200, view.Body);
        var rooms = view.Json.GetProperty("silos").EnumerateArray().Where(one => one.GetProperty("numbers").ValueKind == JsonValueKind.Object)
            .ToDictionary(one => one.Text("name")!, one => one.GetProperty("numbers").GetProperty("rooms").GetDouble());
        return rooms.Values.Sum() is > 0 and var all ? rooms.GetValueOrDefault(silo.Name) / all : 0;
    }
}
