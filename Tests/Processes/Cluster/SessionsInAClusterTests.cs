using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Parley.LocalCluster.Apps;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Cluster;

/// <summary>Access tokens that soon run out, and keys that soon take over.</summary>
public sealed class ClusterWithShortTokens : RunningCluster
{
    protected override ImmutableSortedDictionary<string, string> Settings =>
        base.Settings.Add("Parley__Sessions__AccessTokenLifetime", "00:00:30").Add("Parley__Sessions__KeyOverlap", "00:00:10").Add("Parley__Sessions__RefreshGrace", "00:00:02");
}

/// <summary>Sessions, tickets and keys are the same on every frontend and silo.</summary>
[Collection(ClusterTests.Name)]
[Trait("Scope", "S4")]
[Trait("Scope", "S5")]
[Trait("Scope", "S6")]
public sealed partial class SessionsInAClusterTests(ClusterWithShortTokens cluster) : IClassFixture<ClusterWithShortTokens>
{
    private const string Password = "correct horse 1";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private IReadOnlyList<FrontendProcess> Frontends => cluster.Processes.Frontends;

    [Fact]
    public async Task The_link_for_the_first_administrator_is_printed_by_one_silo_once_and_counts_at_every_frontend()
    {
        await StartAsync();
        var silos = cluster.Processes.Silos.Select(silo => FirstStart(File.ReadAllText(silo.LogPath))).ToArray();
        var links = silos.SelectMany(log => SetupLine().Matches(log)).Select(match => match.Groups["token"].Value).ToArray();
        var token = Assert.Single(links);
        Assert.Single(silos, log => log.Contains("There is no administrator yet. A set-up link was printed at ", StringComparison.Ordinal)); // the other says that, and how to get a new one
        Assert.All(silos, log => Assert.Single(log.Split('\n'), line => line.StartsWith("There is no administrator yet.", StringComparison.Ordinal)));
        Assert.All(Frontends, frontend => Assert.DoesNotContain(token, File.ReadAllText(frontend.LogPath), StringComparison.Ordinal));

        var made = await new TestClient(Frontends[1].Url).Post("setup", new { token, userName = "olga", password = Password });
        Assert.Equal((201, "owner"), (made.Status, made.Json.GetProperty("user").Text("role")));
        Assert.Equal(200, (await ClientAt(Frontends[0], made["accessToken"]!).Get("admin/users")).Status);
        Assert.Equal(403, (await new TestClient(Frontends[0].Url).Post("setup", new { token, userName = "mallory", password = Password })).Status);
    }

    [Fact]
    public async Task T1_connections_of_ended_sessions_close_on_every_frontend_within_a_second_and_get_no_event_afterwards()
    {
        await StartAsync();
        var ann = await SignUpAsync();
        var room = await new ClusterUser(ann.Id, ann.Token).NewRoomAsync(Frontends[0]);
        var thief = await SignInAsync(ann.UserName, Frontends[1]);
        var raws = await Task.WhenAll(Frontends.Select(frontend => new ClusterUser(ann.Id, thief.Token).SubscribeAsync(frontend, room)));
        var hubs = new List<HubClient>();
        foreach (var frontend in Frontends)
        {
            foreach (var transport in (HttpTransportType[])[HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling])
            {
                var hub = await HubClient.Connect(frontend.Url, thief.Token, transport, isMessagePack: false);
                await hub.Call("Subscribe", room, null, null);
                hubs.Add(hub);
            }
        }

        await using var own = await new ClusterUser(ann.Id, ann.Token).SubscribeAsync(Frontends[1], room);
        var captured = raws.Select(CaptureAsync).ToArray();
        await using var sender = Sender.Start(new ClusterUser(ann.Id, ann.Token), n => Frontends[n % 2], room);
        await sender.MoreAsync(10);

        var ended = await ClientAt(Frontends[0], ann.Token).Delete("sessions?except=current");
        Assert.Equal(204, ended.Status);
        var (answered, acked) = (Stopwatch.GetTimestamp(), sender.Acked);
        var closings = await Task.WhenAll(captured);
        await Task.WhenAll(hubs.Select(hub => hub.Closed.WaitAsync(TimeSpan.FromSeconds(5))));
        var took = Stopwatch.GetElapsedTime(answered);
        await sender.MoreAsync(10); // the room goes on

        Assert.True(took < Second, $"{took}");
        // Two events made the room; one message may have been under way. What was sent after the answer reaches nobody who was signed out.
        var last = 2 + acked + 1;
        Assert.All(closings, frames =>
        {
            Assert.All(frames.Where(frame => frame.Text("type") == "events"), frame => Assert.True(frame.GetProperty("events").EnumerateArray().Last().Seq() <= last, $"{frame} after {last}"));
            Assert.Equal("session-ended", frames[^1].Text("reason")); // behind the farewell comes nothing
            Assert.DoesNotContain(frames[..^1], frame => frame.Text("type") == "closing");
        });
        foreach (var hub in hubs)
        {
            while (hub.Batches.TryRead(out var batch))
            {
                Assert.True(batch.GetProperty("events").EnumerateArray().Last().Seq() <= last, $"{batch} after {last}");
            }
        }

        await sender.MoreAsync(10);
        Assert.All(hubs, hub => Assert.False(hub.Batches.TryRead(out _)));
        await own.Events(10);
        foreach (var frontend in Frontends)
        {
            Assert.Equal(401, (await ClientAt(frontend, thief.Token).Get("me")).Status);
            await using var again = await RawWebSocketClient.Connect(frontend.Url, "/api/v1/ws", $"Authorization: Bearer {thief.Token}");
            Assert.Equal(4401, await again.CloseCode());
        }

        foreach (var client in raws.Concat<IAsyncDisposable>(hubs))
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_over_both_frontends_and_a_second_use_ends_the_session()
    {
        await StartAsync();
        var bob = await SignUpAsync();

        // At the same time: one spends it, the others get the same answer, for a reply that was lost.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => RefreshAsync(Frontends[n % 2], bob.RefreshToken)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var next = Assert.Single(answers.Select(answer => answer["refreshToken"]!).Distinct());

        // Beyond the grace of this cluster it is theft.
        await Eventually.Is(async () => (await RefreshAsync(Frontends[1], bob.RefreshToken)).Code == "session-ended", "the token counts no more");
        Assert.Equal("session-ended", (await RefreshAsync(Frontends[0], next)).Code);
        foreach (var frontend in Frontends)
        {
            await Eventually.Is(async () => (await ClientAt(frontend, answers[0]["accessToken"]!).Get("me")).Code == "session-ended", "the access token is refused");
        }
    }

    [Fact]
    public async Task A_ticket_is_spent_once_over_both_frontends()
    {
        await StartAsync();
        var carla = await SignUpAsync();
        for (var round = 0; round < 5; round++)
        {
            var ticket = (await ClientAt(Frontends[round % 2], carla.Token).Post("sessions/ticket"))["ticket"]!;

            var sockets = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => RawWebSocketClient.Connect(Frontends[n % 2].Url, $"/api/v1/ws?ticket={ticket}")));
            var frames = await Task.WhenAll(sockets.Select(async socket => (await socket.Receive()).Opcode));

            Assert.Single(frames, RawWebSocketClient.TextFrame);
            await using var replay = await RawWebSocketClient.Connect(Frontends[round % 2].Url, $"/api/v1/ws?ticket={ticket}");
            Assert.Equal(4401, await replay.CloseCode());
            foreach (var socket in sockets)
            {
                await socket.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_key_takes_over_on_all_nodes_and_tokens_of_both_count_on_all_frontends()
    {
        await StartAsync();
        var dora = await SignUpAsync();
        var old = Kid(dora.Token);

        var rotated = await cluster.Admin("keys", "rotate", "--json");
        Assert.True(rotated.ExitCode == 0, rotated.Errors);
        var key = JsonDocument.Parse(rotated.Output).RootElement;
        Assert.Equal("published", key.Text("state"));
        Assert.Contains($"{key.Text("id")}  ES256  published", (await cluster.Admin("keys", "list")).Output, StringComparison.Ordinal);
        foreach (var frontend in Frontends)
        {
            await Eventually.Is(async () => (await new TestClient(frontend.Url).Get("/.well-known/jwks.json")).Body.Contains(key.Text("id")!, StringComparison.Ordinal), "it is published", TimeSpan.FromSeconds(20));
        }

        Visitor before = null!;
        Visitor after = null!;
        await Eventually.Is(
            async () =>
            {
                before = after ?? dora;
                after = await SignInAsync(dora.UserName, Frontends[0]);
                foreach (var frontend in Frontends)
                {
                    Assert.Equal(200, (await ClientAt(frontend, after.Token).Get("me")).Status);
                }

                return Kid(after.Token) == key.Text("id");
            },
            "it signs", TimeSpan.FromSeconds(30));

        Assert.Equal(old, Kid(before.Token));
        Assert.All(await Task.WhenAll(Frontends.Select(frontend => ClientAt(frontend, before.Token).Get("me"))), answer => Assert.Equal(200, answer.Status));
    }

    /// <summary>The silos are gone, and with them the feed of ended sessions.</summary>
    [Fact]
    public async Task A_frontend_that_is_cut_off_lets_nobody_in_and_sends_away_whose_token_has_run_out()
    {
        await StartAsync();
        var emil = await SignUpAsync();
        await using var socket = await new ClusterUser(emil.Id, emil.Token).ConnectAsync(Frontends[0]);
        socket.Patience = TimeSpan.FromSeconds(60);

        foreach (var silo in cluster.Processes.Silos)
        {
            await silo.KillAsync();
        }

        var cut = Stopwatch.GetTimestamp();
        await Eventually.Is(async () => await StatusAsync(Frontends[0], emil.Token) == 503, "no connection is taken", TimeSpan.FromSeconds(15));
        Assert.InRange(Stopwatch.GetElapsedTime(cut), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(12));
        var farewell = await socket.Find("closing");
        Assert.Equal("cut-off", farewell.Text("reason"));
        Assert.Equal(4504, await socket.CloseCode());
        Assert.True(DateTimeOffset.UtcNow.ToUnixTimeSeconds() >= (long)TokenForge.Part(emil.Token, 1)["exp"]!);

        await cluster.WholeAsync();
        var back = await SignInAsync(emil.UserName, Frontends[0]);
        await Eventually.Is(async () => await StatusAsync(Frontends[0], back.Token) == 101, "connections are taken again");
    }

    /// <summary>What a process has said until it was started again by another test.</summary>
    private static string FirstStart(string log) => log.Split("\n---- ", 2)[0];

    private async Task StartAsync()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
    }

    /// <summary>All frames until the socket is closed.</summary>
    private static async Task<List<JsonElement>> CaptureAsync(RawWebSocketClient socket)
    {
        var frames = new List<JsonElement>();
        while (true)
        {
            var (opcode, payload) = await socket.Receive();
            if (opcode == RawWebSocketClient.CloseFrame)
            {
                return frames;
            }

            frames.Add(JsonDocument.Parse(payload).RootElement);
        }
    }

    private static async Task<int> StatusAsync(FrontendProcess frontend, string token)
    {
        await using var socket = await RawWebSocketClient.Connect(frontend.Url, "/api/v1/ws", $"Authorization: Bearer {token}");
        return socket.Status;
    }

    private async Task<Visitor> SignUpAsync()
    {
        var name = "u" + Guid.NewGuid().ToString("N")[..20];
        var made = await new TestClient(Frontends[0].Url).Post("users", new { userName = name, password = Password });
        Assert.True(made.Status == 201, made.Body);
        return await SignInAsync(name, Frontends[0]);
    }

    private static async Task<Visitor> SignInAsync(string userName, FrontendProcess frontend)
    {
        var session = await new TestClient(frontend.Url).Post("sessions", new { userName, password = Password });
        Assert.True(session.Status == 201, session.Body);
        return new Visitor(session.Json.GetProperty("user").Text("id")!, userName, session["accessToken"]!, session["refreshToken"]!);
    }

    private static Task<Answer> RefreshAsync(FrontendProcess frontend, string token) => new TestClient(frontend.Url).Post("sessions/refresh", new { refreshToken = token });

    private static TestClient ClientAt(FrontendProcess frontend, string token) => new TestClient(frontend.Url).WithToken(token);

    private static string Kid(string token) => (string)TokenForge.Part(token, 0)["kid"]!;

    private sealed record Visitor(string Id, string UserName, string Token, string RefreshToken);

    [GeneratedRegex(@"^There is no administrator yet\. Set the server up at the address of a frontend, with /setup#(?<token>[A-Za-z0-9]{32}) behind it\.$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SetupLine();
}
