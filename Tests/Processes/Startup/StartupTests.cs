using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Startup;

[Collection(ProcessTests.Name)]
[Trait("Scope", "S1")]
public class StartupTests
{
    [Fact]
    public async Task The_first_run_says_how_to_go_on_and_the_second_is_one_line()
    {
        await using var server = await ServerProcess.Start(("ASPNETCORE_ENVIRONMENT", "Development"));
        await Eventually.Is(() => Task.FromResult(server.Output.Contains("TLS", StringComparison.Ordinal)), "the banner is complete");
        var first = server.Output;

        Assert.Contains($"Parley 0.1.0 listens on {server.Address.ToString().TrimEnd('/')} (embedded, data in {server.DataPath}).", first, StringComparison.Ordinal);
        Assert.Contains("sign up, or click \"Try as a demo user\"", first, StringComparison.Ordinal);
        var link = Regex.Match(first, "Set up +http://127.0.0.1:[0-9]+/setup#([A-Za-z0-9]+) ").Groups[1].Value;
        Assert.NotEqual("", link);
        Assert.Contains("docs/operations.md", first, StringComparison.Ordinal);
        Assert.Contains("/health/ready", first, StringComparison.Ordinal);
        Assert.True(first.Split('\n').Length <= 12, $"More than a short banner:\n{first}");

        // As long as nobody has used it, a start makes another; then the second run is one line.
        Assert.Equal(0, await server.Stop());
        await server.Restart();
        var client = new TestClient(server.Address);
        await Eventually.Is(() => Task.FromResult(server.Output.Contains("There is no administrator yet. Set up  ", StringComparison.Ordinal)), "the link is printed");
        Assert.Equal(403, (await client.Post("setup", new { token = link, userName = "olga", password = "correct horse" })).Status);
        var printed = (await server.Admin("setup-link")).Output;
        Assert.Equal(201, (await client.Post("setup", new { token = printed.Trim().Split('#')[1], userName = "olga", password = "correct horse" })).Status);
        Assert.Equal((1, true), await server.Admin("setup-link") is var refused ? (refused.ExitCode, refused.Errors.StartsWith("There is an administrator already.", StringComparison.Ordinal)) : default);

        Assert.Equal(0, await server.Stop());
        var second = server.Output;
        await server.Restart();
        Assert.Equal(0, await server.Stop());
        Assert.Single(server.Output[second.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Asked_to_stop_it_leaves_nothing_but_its_data()
    {
        await using var server = await ServerProcess.Start();
        Assert.True(File.Exists(Path.Combine(server.DataPath, "server.json")));

        Assert.Equal(0, await server.Stop());

        Assert.Equal(
            ["grains.db", "identity.db", "messages.db", "parley.lock", "search.db"],
            Directory.GetFiles(server.DataPath).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_busy_port_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        await Refused([("ASPNETCORE_URLS", address)], $"Parley cannot listen on {address}: another program does. Stop that program, or set ASPNETCORE_URLS");
        var port = address.Split(':')[^1];
        await Refused([("Parley__Metrics__Port", port)], $"Parley:Metrics:Port is \"{port}\", where another program listens already. Set Parley__Metrics__Port to another one");
    }

    [Theory]
    [InlineData("localhost:5000")]
    [InlineData("http://localhost:0")]
    [InlineData("https://127.0.0.1:0")] // without a certificate
    [InlineData("http://192.0.2.1:5000")] // an address of nobody
    public async Task An_address_that_cannot_be_used_is_explained(string address) =>
        await Refused([("ASPNETCORE_URLS", address)], "ASPNETCORE_URLS");

    [Fact]
    public async Task An_unknown_mode_is_explained() =>
        await Refused([("Parley__Mode", "Clutser")], "Parley:Mode is \"Clutser\". It must be Embedded or Cluster.");

    [Fact]
    public async Task A_cluster_without_Redis_is_explained() =>
        await Refused([("Parley__Mode", "Cluster")], "ConnectionStrings:Redis is missing: Parley:Mode is \"Cluster\", and nodes find each other there. Set ConnectionStrings__Redis");

    [Fact]
    public async Task A_wrong_setting_of_the_cluster_is_explained() =>
        await Refused(
            [("Parley__Mode", "Cluster"), ("ConnectionStrings__Redis", "127.0.0.1:1"), ("Parley__Cluster__Address", "db"), ("Parley__Cluster__SiloPort", "0")],
            "Parley:Cluster:Address is \"db\". It must be an IP address", "Parley:Cluster:SiloPort is \"0\"");

    [Fact]
    public async Task Every_wrong_setting_gets_a_line() =>
        await Refused(
            [("Parley__Requests__MaxJsonDepth", "1"), ("Parley__Sessions__Issuer", " ")],
            "Parley:Requests:MaxJsonDepth is \"1\".", "Parley:Sessions:Issuer is \" \".");

    [Fact]
    public async Task A_setting_of_the_wrong_type_is_named() =>
        await Refused([("Parley__Throttling__Enabled", "perhaps")], "Parley:Throttling:Enabled");

    [Fact]
    public async Task All_that_is_wrong_with_files_and_kinds_is_told_at_once() =>
        await Refused(
            [("Parley__Mail__Password__File", "/nowhere/mail"), ("Parley__Throttling__Enabled", "perhaps"), ("Parley__Bots__MaxTokens", "many")],
            "Parley:Mail:Password:File is \"/nowhere/mail\".", "Parley:Throttling:Enabled is \"perhaps\". It must be true or false. For example Parley__Throttling__Enabled=true",
            "Parley:Bots:MaxTokens is \"many\". It must be a whole number.");

    [Fact]
    public async Task A_setting_may_lie_in_a_file_and_one_that_does_not_exist_is_warned_of()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "issuer");
        File.WriteAllText(path, "filed-issuer\n");
        await using var server = await ServerProcess.Start(("Parley__Sessions__Issuer__File", path), ("Parley__Bots__MaxToken", "7"));

        Assert.Contains("Parley:Bots:MaxToken is not a setting, and does nothing. Did you mean Parley:Bots:MaxTokens?", server.Output, StringComparison.Ordinal);
        Assert.Single(server.Output.Split('\n'), line => line.Contains("is not a setting", StringComparison.Ordinal));

        // What counts, and the check, beside the server that has the folder.
        var shown = await ProgramRun.ToEnd("WebFrontend", server.Settings, ["admin", "config", "show"]);
        Assert.Contains($"Parley:Sessions:Issuer = filed-issuer  ({path})\n", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Parley:Throttling:Enabled = false  (environment)\n", shown.Output, StringComparison.Ordinal);
        var check = await ProgramRun.ToEnd("WebFrontend", server.Settings, ["admin", "config", "check"]);
        Assert.Equal(("", 0), (check.Errors, check.ExitCode));
        Assert.Contains("ok       database messages   ", check.Output, StringComparison.Ordinal);
        Assert.Contains("warning  settings            Parley:Bots:MaxToken is not a setting", check.Output, StringComparison.Ordinal);
        Assert.Equal(200, (await new TestClient(server.Address).Get("/health/ready")).Status);
    }

    [Fact]
    public async Task A_data_path_that_is_a_file_is_explained()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        await Refused([("Parley__DataPath", file)], $"The data folder {file} cannot be written.");
    }

    [Fact]
    public async Task A_read_only_data_folder_is_explained()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "data");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await Refused([("Parley__DataPath", path)], $"The data folder {path} cannot be written.");
    }

    [Fact]
    public async Task A_second_server_on_one_data_folder_is_refused_and_the_first_goes_on()
    {
        await using var first = await ServerProcess.Start();

        await Refused([("Parley__DataPath", first.DataPath)], $"Another Parley server is using the data folder {first.DataPath}.");

        Assert.Equal(200, (await new TestClient(first.Address).Get("/health/ready")).Status);
        Assert.Equal(0, (await first.Admin("status")).ExitCode);
    }

    [Theory]
    [InlineData("messages.db")]
    [InlineData("identity.db")]
    [InlineData("grains.db")]
    [InlineData("search.db")]
    public async Task A_corrupt_database_is_named(string name)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, name);
        File.WriteAllText(file, new string('x', 8192));

        await Refused([("Parley__DataPath", folder.Path)], $"The file {file} is not a readable SQLite database");
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_left_alone()
    {
        await using var server = await ServerProcess.Start();
        await server.Stop();
        var file = Path.Combine(server.DataPath, "messages.db");
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO schema_versions (version, name, applied_at_ms) VALUES (999, 'from the future', 0)";
            command.ExecuteNonQuery();
        }

        await Refused([("Parley__DataPath", server.DataPath)], $"The database {file} has schema 999, but this program knows only up to");
    }

    private static async Task Refused((string Name, string Value)[] settings, params string[] sentences)
    {
        using var folder = new TempFolder();
        var all = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["Parley__DataPath"] = folder.Path };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var ending = await ProgramRun.ToEnd("WebFrontend", all);

        Assert.Equal(78, ending.ExitCode);
        // On a machine that is busy a silo may warn of its own slowness before it is told to stop; nothing else is said.
        Assert.DoesNotContain(ending.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.Contains("LocalSiloHealthMonitor", StringComparison.Ordinal));
        Assert.All(sentences, sentence => Assert.Contains(sentence, ending.Errors, StringComparison.Ordinal));
        Assert.Equal(sentences.Length, ending.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
