using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.LocalCluster.Apps;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Cluster;

/// <summary>A cluster that takes files, into a folder that all its processes share.</summary>
public sealed class ClusterWithFiles : RunningCluster, IAsyncDisposable
{
    public TempFolder Files { get; } = new();

    protected override ImmutableSortedDictionary<string, string> Settings => base.Settings.Add("Parley__Files__Path", Files.Path);

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        Files.Dispose();
    }
}

/// <summary>What is a user's own is the same on all devices and frontends, also if one dies, and whether it was made here or was brought in from elsewhere.</summary>
[Collection(ClusterTests.Name)]
[Trait("Scope", "P6")]
public sealed class OwnStateInAClusterTests(ClusterWithFiles cluster) : IClassFixture<ClusterWithFiles>
{
    private IReadOnlyList<FrontendProcess> Frontends => cluster.Processes.Frontends;

    [Fact]
    public async Task What_is_mine_agrees_on_all_devices_over_the_death_of_a_frontend()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        var (ann, bob) = (await cluster.NewUserAsync(), await cluster.NewUserAsync());
        var room = await ann.NewRoomAsync(Frontends[0]);
        await bob.At(Frontends[1]).Send(HttpMethod.Put, $"rooms/{room}/members/me");
        await SayAsync(ann, Frontends[0], room, 10);
        var devices = new Dictionary<string, RawWebSocketClient>();
        foreach (var (name, user) in new[] { ("ann", ann), ("bob", bob) })
        {
            for (var i = 0; i < 2; i++)
            {
                devices[$"{name}{i}"] = await user.ConnectAsync(Frontends[i]);
                await devices[$"{name}{i}"].WatchMe();
            }
        }

        // 1. Each hears on one frontend what was done on the other.
        await MarkAsync(ann, Frontends[0], "read", room, 8);
        await MarkAsync(bob, Frontends[1], "read", room, 9);
        foreach (var (device, seq) in new[] { ("ann0", 8), ("ann1", 8), ("bob0", 9), ("bob1", 9) })
        {
            await devices[device].Change("read", read => read.Text("room") == room && read.GetProperty("readSeq").GetInt64() == seq);
        }

        var draft = await PutAsync(ann, Frontends[0], $"me/drafts/{room}", new { text = "begun here" });
        await PutAsync(bob, Frontends[1], $"me/rooms/{room}", new { level = "mentions", muted = true });
        Assert.Equal("begun here", (await devices["ann1"].Change("draft")).Text("text"));
        await devices["bob0"].Change("room", change => change.GetProperty("muted").GetBoolean());

        // 2. A frontend dies. The devices on the other hear on, and those that were on it find the same there.
        await Frontends[0].KillAsync();
        await MarkAsync(ann, Frontends[1], "unread", room, 5);
        await MarkAsync(bob, Frontends[1], "read", room, 12);
        Assert.True((await devices["ann1"].Change("read", read => read.GetProperty("readSeq").GetInt64() == 4)).GetProperty("back").GetBoolean());
        await devices["bob1"].Change("read", read => read.GetProperty("readSeq").GetInt64() == 12);
        foreach (var (name, user, seq) in new[] { ("ann0", ann, 4), ("bob0", bob, 12) })
        {
            await devices[name].DisposeAsync();
            devices[name] = await ComeBackAsync(user, Frontends[1]);
            var state = await devices[name].WatchMe();
            Assert.Equal(seq, state.ReadIn(room)!.Value.Seq);
            Assert.Equal(name == "ann0" ? 1 : 0, state.GetProperty("drafts").GetArrayLength());
            Assert.Equal(name == "bob0" ? 1 : 0, state.GetProperty("rooms").GetArrayLength());
        }

        await devices["ann0"].Send(new { type = "send", id = 1, room, clientId = "sent", text = "begun here", draft = draft.GetProperty("version").GetInt64() });
        await devices["ann1"].Change("draftDropped");

        // 3. It comes back, and so do they.
        await cluster.WholeAsync();
        foreach (var (name, user) in new[] { ("ann0", ann), ("bob0", bob) })
        {
            await devices[name].DisposeAsync();
            devices[name] = await ComeBackAsync(user, Frontends[0]);
            await devices[name].WatchMe();
        }

        await MarkAsync(ann, Frontends[1], "read", room, 11);
        await devices["ann0"].Change("read", read => read.GetProperty("readSeq").GetInt64() == 11);
        foreach (var user in new[] { ann, bob })
        {
            var states = await Task.WhenAll(Frontends.Select(frontend => user.At(frontend).Get("me/state")));
            Assert.Equal(JsonSerializer.Serialize(states[0].Json), JsonSerializer.Serialize(states[1].Json));
        }

        var export = await ann.At(Frontends[0]).Get("me/export");
        Assert.Equal((200, "application/zip"), (export.Status, export.MediaType));
        foreach (var device in devices.Values)
        {
            await device.DisposeAsync();
        }
    }

    private static async Task SayAsync(ClusterUser user, FrontendProcess frontend, string room, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(201, (await user.At(frontend).Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text = $"{i}" })).Status);
        }
    }

    /// <summary>What one frontend has denied or remembers, the other one makes and changes; their calls go to either silo.</summary>
    [Fact]
    [Trait("Scope", "S10")]
    [Trait("Scope", "S11")]
    public async Task What_was_made_or_changed_on_one_frontend_is_shown_by_the_other_at_once()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        var (ann, bob) = (await cluster.NewUserAsync(), await cluster.NewUserAsync());
        for (var i = 0; i < 20; i++)
        {
            var name = "room-" + Guid.NewGuid().ToString("N");
            Assert.Equal(404, (await bob.At(Frontends[1]).Get($"rooms/{name}")).Status);
            Assert.Equal(201, (await ann.At(Frontends[0]).Post("rooms", new { name, visibility = "public" })).Status);
            Assert.Equal(200, (await bob.At(Frontends[1]).Get($"rooms/{name}")).Status);

            await bob.At(Frontends[1]).Get($"users/{ann.Id}");
            Assert.Equal(204, (await ann.At(Frontends[0]).Send(HttpMethod.Put, "me/status", JsonContent.Create(new { text = $"status {i}" }))).Status);
            Assert.Contains($"status {i}", (await bob.At(Frontends[1]).Get($"users/{ann.Id}")).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Scope", "S24")]
    public async Task What_was_brought_in_from_elsewhere_is_there_on_all_frontends_and_goes_on()
    {
        RunningCluster.SkipIfMissing();
        await cluster.WholeAsync();
        using var place = new TempFolder();
        var (path, prefix, file) = (Path.Combine(place.Path, "all.jsonl"), "in" + Guid.NewGuid().ToString("N")[..16], "f" + new string('e', 32));
        await ExportOfThreeAsync(path, prefix, file);

        // 1. By the command line, beside silos; twice does no harm. Before it, all had denied that there is such a room.
        var nobody = await cluster.NewUserAsync();
        Assert.All(await Task.WhenAll(Frontends.Select(frontend => nobody.At(frontend).Get($"rooms/quay-{prefix}"))), answer => Assert.Equal(404, answer.Status));
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var brought = await cluster.Admin("import", path);
            Assert.True(brought.ExitCode == 0, brought.Errors);
            Assert.StartsWith("Brought in 3 users, 2 rooms, 10 events, ", brought.Output, StringComparison.Ordinal);
        }

        // 2. Room, file and conversation are there on every frontend, for those who were in them.
        var issued = JsonDocument.Parse((await cluster.Admin("issue-tokens", "--prefix", prefix, "--users", "3", "--json")).Output).RootElement.GetProperty("tokens");
        var clients = issued.EnumerateArray().SelectMany(user => Frontends.Select(frontend => new TestClient(frontend.Url).WithToken(user.Text("accessToken")!))).ToArray();
        foreach (var client in clients)
        {
            var rooms = (await client.Get("rooms?member=me")).Json.EnumerateArray().ToDictionary(room => room.Text("visibility")!, room => room.Text("id")!);
            Assert.Equal("chart", (await client.Get($"rooms/quay-{prefix}/files/{await FileIn(client, rooms["public"])}")).Body);
            Assert.Equal("among three", (await client.Get($"rooms/{rooms["group"]}/messages?limit=10")).Json.GetProperty("messages")[0].Text("text"));
            var again = await client.Post("direct", new { users = new[] { $"{prefix}1", $"{prefix}2", $"{prefix}3" } });
            Assert.Equal(rooms["group"], again["id"]);
            var sent = await client.Post($"rooms/{rooms["group"]}/messages", new { clientId = Guid.NewGuid().ToString("N"), text = "and on" });
            Assert.Equal(201, sent.Status);
            Assert.InRange(sent.Json.Seq(), 6, 11);
        }

        // 3. And nothing of it is nobody's.
        var check = await cluster.Admin("files", "check", "--json");
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);

        static async Task<string> FileIn(TestClient client, string room) =>
            (await client.Get($"rooms/{room}/messages?limit=10")).Json.GetProperty("messages")[0].GetProperty("files")[0].Text("id")!;
    }

    /// <summary>As another installation would have written it: a public room with a file, and a conversation of three.</summary>
    private static async Task ExportOfThreeAsync(string path, string prefix, string file)
    {
        var users = Enumerable.Range(1, 3).Select(n => $$"""{"type":"user","id":"U{{n}}","userName":"{{prefix}}{{n}}"}""");
        Directory.CreateDirectory(path + ".files");
        await File.WriteAllTextAsync(Path.Combine(path + ".files", file), "chart", TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(
            path,
            [
                """{"type":"export","format":1}""", .. users,
                $$"""{"type":"room","id":"R1","name":"quay-{{prefix}}","lastSeq":5}""",
                Event("R1", 1, "roomCreated", 0, $$"""{"name":"quay-{{prefix}}","title":"Quay","visibility":"Public"}"""),
                Joined("R1", 2, "U1", "Owner"), Joined("R1", 3, "U2", "Member"), Joined("R1", 4, "U3", "Member"),
                Event("R1", 5, "messagePosted", 1, $$"""{"text":"look","files":[{"id":"{{file}}","name":"chart.txt","type":"text/plain","size":5}]}"""),
                """{"type":"room","id":"R2","name":"group:elsewhere","lastSeq":5}""",
                Event("R2", 1, "roomCreated", 0, """{"name":"group:elsewhere","title":"","visibility":"Group"}"""),
                Joined("R2", 2, "U1", "Member"), Joined("R2", 3, "U2", "Member"), Joined("R2", 4, "U3", "Member"),
                Event("R2", 5, "messagePosted", 1, """{"text":"among three"}"""),
                """{"type":"end","users":3,"rooms":2,"events":10}""",
            ],
            TestContext.Current.CancellationToken);

        static string Joined(string room, int seq, string user, string role) => Event(room, seq, "memberJoined", 0, $$"""{"user":"{{user}}","role":"{{role}}"}""");

        static string Event(string room, int seq, string kind, int n, string payload) =>
            $$"""{"type":"event","room":"{{room}}","seq":{{seq}},"kind":"{{kind}}","version":1,"at":"2026-01-01T00:00:00Z","n":{{n}},"sender":"U1","clientId":"c{{seq}}","payload":{{payload}}}""";
    }

    /// <summary>A frontend that has just started, or that cannot keep up for a moment, takes no sockets: clients try again.</summary>
    private static async Task<RawWebSocketClient> ComeBackAsync(ClusterUser user, FrontendProcess frontend)
    {
        RawWebSocketClient? socket = null;
        await Eventually.Is(
            async () => (socket = await RawWebSocketClient.Connect(frontend.Url, "/api/v1/ws", $"Authorization: Bearer {user.Token}")).Status == 101,
            "the frontend takes a socket", TimeSpan.FromSeconds(20));
        await socket!.Expect("ready");
        return socket;
    }

    private static async Task<JsonElement> PutAsync(ClusterUser user, FrontendProcess frontend, string path, object body)
    {
        var answer = await user.At(frontend).Send(HttpMethod.Put, path, JsonContent.Create(body));
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private static async Task MarkAsync(ClusterUser user, FrontendProcess frontend, string what, string room, long seq)
    {
        var answer = await user.At(frontend).Send(what == "read" ? HttpMethod.Put : HttpMethod.Post, $"rooms/{room}/{what}", JsonContent.Create(new { seq }));
        Assert.True(answer.Status == 200, answer.Body);
    }
}
