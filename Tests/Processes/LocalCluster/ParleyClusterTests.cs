using MySqlConnector;
using Parley.LocalCluster;
using Parley.LocalCluster.CommandLine;
using Parley.LocalCluster.Processes;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.LocalCluster;

[Collection(ClusterTests.Name)]
public sealed class ParleyClusterTests : IDisposable
{
    /// <summary>For a send that meets dead processes: repeated until one is there that takes it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    /// <summary>The cluster deletes it itself.</summary>
    private string Folder => Path.Combine(_folder.Path, "cluster");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stores_keep_port_and_data_when_they_are_killed_and_disposing_leaves_no_process()
    {
        SkipIfMissing();
        ProcessIdentity[] processes;
        await using (var cluster = await ParleyCluster.StartAsync(WithoutSilos(), TestContext.Current.CancellationToken))
        {
            await ExecuteAsync(cluster, "CREATE TABLE kept (id INT PRIMARY KEY)");
            await cluster.MariaDb.KillAsync();
            await cluster.Redis.KillAsync();
            Assert.Equal(("does not run", ProcessState.Dead), (await cluster.MariaDb.WhyNotReadyAsync(TestContext.Current.CancellationToken), cluster.MariaDb.State));

            await cluster.MariaDb.RestartAsync(TestContext.Current.CancellationToken);
            await cluster.Redis.RestartAsync(TestContext.Current.CancellationToken);
            await cluster.WaitReadyAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(cluster, "INSERT INTO kept VALUES (1)");

            Assert.Equal(0, await cluster.Redis.StopAsync(TestContext.Current.CancellationToken));
            processes = [.. cluster.Processes.Select(process => process.Identity!)];
            Assert.Equal(3, processes.Count(process => process.State() == ProcessState.Running)); // the files of Redis are closed, the rest is to be killed
        }

        Assert.All(processes, process => Assert.Equal(ProcessState.Dead, process.State()));
        Assert.Equal(["data"], Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName)); // the frontend's, not ours
    }

    [Fact]
    public async Task Disposing_also_ends_what_a_command_has_started_anew()
    {
        SkipIfMissing();
        ProcessIdentity restarted;
        await using (await ParleyCluster.StartAsync(WithoutSilos(), TestContext.Current.CancellationToken))
        {
            await CommandAsync("restart", "redis");
            restarted = ParleyCluster.Open(Folder, Patience)!.Redis.Identity!;
            Assert.Equal(ProcessState.Running, restarted.State());
        }

        await Eventually.Is(() => Task.FromResult(restarted.State() == ProcessState.Dead), "the second Redis ends");
    }

    [Fact]
    public async Task A_frozen_frontend_is_not_ready_until_it_is_thawed_and_the_proxy_sees_it()
    {
        SkipIfMissing();
        await using var cluster = await ParleyCluster.StartAsync(WithoutSilos(), TestContext.Current.CancellationToken);

        await cluster.Frontends[0].FreezeAsync();
        Assert.Equal("frozen", await cluster.Frontends[0].WhyNotReadyAsync(TestContext.Current.CancellationToken));
        await Eventually.Is(async () => await cluster.Proxy!.WhyNotReadyAsync(TestContext.Current.CancellationToken) == "503", "the proxy misses it");

        cluster.Frontends[0].Thaw();
        await cluster.WaitReadyAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ProcessState.Running, cluster.Frontends[0].State);
    }

    [Fact]
    public async Task What_does_not_start_is_named_with_the_end_of_its_log_and_nothing_is_left_running()
    {
        SkipIfMissing();
        var options = WithoutSilos();
        options = options with { Settings = options.Settings.SetItem("Parley__Mode", "Sideways") };

        var failure = await Assert.ThrowsAsync<ClusterException>(() => ParleyCluster.StartAsync(options, TestContext.Current.CancellationToken));

        Assert.StartsWith("frontend1 has ended with exit code 78.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Sideways", failure.Message, StringComparison.Ordinal);
        Assert.Empty(ProcessesOfCluster());
    }

    /// <summary>The path of an operator, by the commands of ./dev/cluster.</summary>
    [Fact]
    public async Task Messages_go_on_through_the_proxy_when_a_silo_is_killed_and_down_leaves_nothing()
    {
        SkipIfMissing();
        var options = new LocalClusterOptions { Folder = Folder };
        await using var cluster = await ParleyCluster.StartAsync(options with { Settings = options.Settings.Add("Parley__Throttling__Enabled", "false") }, TestContext.Current.CancellationToken);
        var url = (await CommandAsync("url")).TrimEnd();
        Assert.Equal(cluster.Url, new Uri(url));
        var ann = await SignedUpAsync(new Uri(url));

        Assert.True(ProcessesOfCluster().Count() >= 7);

        await PostedAsync(ann, "before");
        await CommandAsync("kill", "silo", "1");
        await PostedAsync(ann, "without-silo-1");
        Assert.Matches(@"silo1 +- +dead .* no\n", await CommandAsync("status"));

        await CommandAsync("kill", "frontend", "1");
        await PostedAsync(ann, "without-frontend-1");
        await CommandAsync("restart", "silo", "1");
        await CommandAsync("restart", "frontend", "1");
        await CommandAsync("add", "frontend");
        await CommandAsync("kill", "frontend", "1");
        await CommandAsync("kill", "frontend", "2");
        await PostedAsync(ann, "through-frontend-3");

        Answer log = null!;
        await Eventually.Is(async () => (log = await ann.Get("rooms/hall/events?after=0")).Status == 200, "the proxy has found the frontend that is left", Patience);
        Assert.Equal(
            ["before", "without-silo-1", "without-frontend-1", "through-frontend-3"],
            log.Json.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "messagePosted").Select(e => e.GetProperty("clientId").GetString()!));

        await CommandAsync("down");
        Assert.Empty(ProcessesOfCluster());
        Assert.All(cluster.Processes, process => Assert.Equal(ProcessState.Dead, process.State));
        Assert.False(Directory.Exists(Folder));
    }

    private static void SkipIfMissing() => Assert.SkipWhen(ParleyCluster.Missing.Count > 0, string.Join(' ', ParleyCluster.Missing));

    private static async Task ExecuteAsync(ParleyCluster cluster, string sql)
    {
        await using var connection = new MySqlConnection(cluster.MariaDb.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<TestClient> SignedUpAsync(Uri url)
    {
        var nobody = new TestClient(url);
        Assert.Equal(201, (await nobody.Post("users", new { userName = "ann", password = "correct horse 1" })).Status);
        var session = await nobody.Post("sessions", new { userName = "ann", password = "correct horse 1" });
        var ann = nobody.WithToken(session["accessToken"]!);
        Assert.Equal(201, (await ann.Post("rooms", new { name = "hall", visibility = "public" })).Status);
        return ann;
    }

    /// <summary>Sends until it is acknowledged, always with the same client id.</summary>
    private static async Task PostedAsync(TestClient client, string clientId)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        for (var last = "no answer"; ; await Task.Delay(200, CancellationToken.None))
        {
            Assert.False(patience.IsCancellationRequested, $"{clientId} was not acknowledged within {Patience.TotalSeconds} s: {last}.");
            try
            {
                var answer = await client.Post("rooms/hall/messages", new { clientId, text = clientId }).WaitAsync(patience.Token);
                if (answer.Status is 200 or 201)
                {
                    return;
                }

                last = $"{answer.Status} {answer.Body}";
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                last = e.Message;
            }
        }
    }

    /// <summary>All processes that work in its folder, by whomever they were started.</summary>
    private IEnumerable<string> ProcessesOfCluster()
    {
        foreach (var process in new DirectoryInfo("/proc").EnumerateDirectories().Where(process => char.IsAsciiDigit(process.Name[0])))
        {
            FileSystemInfo? folder = null;
            try
            {
                folder = File.ResolveLinkTarget(Path.Combine(process.FullName, "cwd"), returnFinalTarget: false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is none of ours.
            }

            if (folder?.FullName.StartsWith(Folder, StringComparison.Ordinal) == true)
            {
                yield return process.Name;
            }
        }
    }

    private async Task<string> CommandAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await new ClusterCommandLine(output, errors).RunAsync([.. arguments, "--state", Folder]);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {errors}");
        return output.ToString();
    }

    /// <summary>Everything but silos: one frontend that has its grains in its own process.</summary>
    private LocalClusterOptions WithoutSilos()
    {
        var options = new LocalClusterOptions { Silos = 0, Frontends = 1, Folder = Folder };
        return options with { Settings = options.Settings.Add("Parley__Mode", "Embedded").Add("Parley__DataPath", Path.Combine(Folder, "data")) };
    }
}
