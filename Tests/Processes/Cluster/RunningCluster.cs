using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Cluster;

/// <summary>Two silos and two frontends as processes, with a real MariaDB and a real Redis: shared by the tests of a class, each in rooms of its own.</summary>
public class RunningCluster : IAsyncLifetime
{
    private ParleyCluster? _cluster;

    public ParleyCluster Processes => _cluster!;

    protected virtual ImmutableSortedDictionary<string, string> Settings => ImmutableSortedDictionary<string, string>.Empty.Add("Parley__Throttling__Enabled", "false");

    public async ValueTask InitializeAsync()
    {
        if (ParleyCluster.Missing.Count == 0)
        {
            _cluster = await ParleyCluster.StartAsync(new LocalClusterOptions { WithProxy = false, Settings = Settings });
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    public static void SkipIfMissing() => Assert.SkipWhen(ParleyCluster.Missing.Count > 0, string.Join(' ', ParleyCluster.Missing));

    /// <summary>Everything that a test before has killed or stopped runs again.</summary>
    public async Task WholeAsync()
    {
        foreach (var process in Processes.Processes)
        {
            if (process.State == ProcessState.Dead)
            {
                await process.StartAsync();
            }
        }

        await Processes.WaitReadyAsync();
    }

    /// <summary>A user who has signed up and in, through the first frontend.</summary>
    public async Task<ClusterUser> NewUserAsync()
    {
        var nobody = new TestClient(Processes.Frontends[0].Url);
        var name = "u" + Guid.NewGuid().ToString("N")[..20];
        var made = await nobody.Post("users", new { userName = name, password = "correct horse 1" });
        Assert.True(made.Status == 201, made.Body);
        var session = await nobody.Post("sessions", new { userName = name, password = "correct horse 1" });
        return new ClusterUser(made["id"]!, session["accessToken"]!);
    }

    /// <summary>An admin command against this cluster.</summary>
    public Task<AdminResult> Admin(params string[] arguments) => Processes.AdminAsync(arguments, TestContext.Current.CancellationToken);
}

/// <summary>A user of a cluster: every frontend takes the token.</summary>
public sealed record ClusterUser(string Id, string Token)
{
    public TestClient At(FrontendProcess frontend) => new TestClient(frontend.Url).WithToken(Token);

    public async Task<string> NewRoomAsync(FrontendProcess frontend)
    {
        var room = await At(frontend).Post("rooms", new { name = "r" + Guid.NewGuid().ToString("N"), visibility = "public" });
        Assert.True(room.Status == 201, room.Body);
        return room["id"]!;
    }

    /// <summary>A raw socket that is signed in and subscribed to the room from its first event.</summary>
    public async Task<RawWebSocketClient> SubscribeAsync(FrontendProcess frontend, string room)
    {
        var socket = await ConnectAsync(frontend);
        await socket.Send(new { type = "subscribe", room, after = 0 });
        await socket.Expect("subscribed");
        return socket;
    }

    public async Task<RawWebSocketClient> ConnectAsync(FrontendProcess frontend)
    {
        var socket = await RawWebSocketClient.Connect(frontend.Url, "/api/v1/ws", $"Authorization: Bearer {Token}");
        await socket.Expect("ready");
        return socket;
    }

    public async Task<IReadOnlyList<JsonElement>> LogAsync(FrontendProcess frontend, string room)
    {
        var events = new List<JsonElement>();
        while (true)
        {
            var page = await At(frontend).Get($"rooms/{room}/events?after={events.Count}&limit=1000");
            Assert.True(page.Status == 200, page.Body);
            var more = page.Json.GetProperty("events");
            if (more.GetArrayLength() == 0)
            {
                return events;
            }

            events.AddRange(more.EnumerateArray());
        }
    }
}
