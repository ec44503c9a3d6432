using System.Diagnostics;
using System.Text.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Admin;

[Collection(ProcessTests.Name)]
public class AdminCommandLineTests
{
    [Fact]
    public async Task Works_without_a_server_and_the_server_knows_its_users_afterwards()
    {
        await using var server = await ServerProcess.Start();
        await server.Stop();
        Assert.Equal($"No server runs on {server.DataPath}.\n", (await server.Admin("status")).Output);

        var created = await server.Admin("create-user", "ann", "--admin", "--json");
        Assert.Equal(0, created.ExitCode);
        var user = JsonDocument.Parse(created.Output).RootElement;
        var issued = await server.Admin("issue-tokens", "--prefix", "load", "--users", "3", "--room", "load");
        Assert.Equal("", issued.Errors);

        await server.Restart();
        var signedIn = await new TestClient(server.Address)
            .Post("sessions", new { userName = "ann", password = user.GetProperty("generatedPassword").GetString() });
        Assert.Equal(201, signedIn.Status);
        Assert.True(signedIn.Json.GetProperty("user").GetProperty("isAdmin").GetBoolean());
        await AssertMembers(server, issued, "load", 3);
    }

    [Fact]
    public async Task Beside_a_running_server_it_has_the_server_do_it()
    {
        await using var server = await ServerProcess.Start();
        Assert.Contains($"runs as process {server.Id} ", (await server.Admin("status")).Output, StringComparison.Ordinal);

        var issued = await server.Admin("issue-tokens", "--prefix", "u", "--users", "5", "--room", "den");
        Assert.Equal("", issued.Errors);
        await AssertMembers(server, issued, "den", 5);

        // Again: the same users, more of them, in the same room.
        await AssertMembers(server, await server.Admin("issue-tokens", "--prefix", "u", "--users", "7", "--room", "den"), "den", 7);
    }

    [Fact]
    [Trait("Scope", "S16")]
    public async Task Roles_are_given_and_users_deactivated()
    {
        await using var server = await ServerProcess.Start();
        var created = JsonDocument.Parse((await server.Admin("create-user", "ann", "--json")).Output).RootElement;
        var signIn = new { userName = "ann", password = created.GetProperty("generatedPassword").GetString() };
        var client = new TestClient(server.Address);

        Assert.EndsWith("is active, with the role owner.\n", (await server.Admin("set-role", "ann", "owner")).Output, StringComparison.Ordinal);
        Assert.Equal("owner", (await client.Post("sessions", signIn)).Json.GetProperty("user").Text("role"));
        foreach (var refused in new[] { ["set-role", "ann", "king"], ["set-role", "ann", "member"], ["deactivate", "ann"], new[] { "deactivate", "nobody" } })
        {
            Assert.NotEqual(0, (await server.Admin(refused)).ExitCode);
        }

        await server.Admin("create-user", "bob");
        await server.Admin("set-role", "bob", "owner");
        Assert.Contains("is deactivated", (await server.Admin("deactivate", "ann")).Output, StringComparison.Ordinal);
        Assert.Equal(401, (await client.Post("sessions", signIn)).Status);
        Assert.Equal(0, (await server.Admin("activate", "ann")).ExitCode);
        Assert.Equal(201, (await client.Post("sessions", signIn)).Status);
    }

    [Fact]
    public async Task A_thousand_tokens_take_seconds()
    {
        await using var server = await ServerProcess.Start();
        var started = Stopwatch.GetTimestamp();

        var issued = await server.Admin("issue-tokens", "--prefix", "u", "--users", "1000", "--room", "crowd");

        Assert.Equal(1000, issued.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), $"{Stopwatch.GetElapsedTime(started)}");
    }

    [Fact]
    public async Task The_password_may_come_from_standard_input()
    {
        await using var server = await ServerProcess.Start();
        var ending = await ProgramRun.ToEnd("Silo", server.Settings, ["admin", "create-user", "bob", "--password-stdin", "--display-name", "Bob B."], "correct horse\n");
        Assert.Equal(0, ending.ExitCode);
        Assert.DoesNotContain("correct horse", ending.Output, StringComparison.Ordinal);

        var signedIn = await new TestClient(server.Address).Post("sessions", new { userName = "bob", password = "correct horse" });

        Assert.Equal(201, signedIn.Status);
        Assert.Equal("Bob B.", signedIn.Json.GetProperty("user").GetProperty("displayName").GetString());
        Assert.False(signedIn.Json.GetProperty("user").GetProperty("isAdmin").GetBoolean());
    }

    [Fact]
    public async Task Refusals_are_one_sentence_on_standard_error()
    {
        await using var server = await ServerProcess.Start();
        Assert.Equal(0, (await server.Admin("create-user", "ann")).ExitCode);

        AssertRefused(1, await server.Admin("create-user", "ann"));
        AssertRefused(1, await server.Admin("create-user", "a b"));
        AssertRefused(1, await server.Admin("issue-tokens", "--prefix", "u", "--users", "0"));
        AssertRefused(1, await server.Admin("issue-tokens", "--prefix", "u", "--users", "1", "--hours", "9999"));
        AssertRefused(64, await server.Admin("create-user"));
        AssertRefused(64, await server.Admin("issue-tokens", "--users", "many", "--prefix", "u"));
        AssertRefused(64, await server.Admin("make-coffee"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_one_sentence()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        AssertRefused(78, await ProgramRun.ToEnd("Silo", new Dictionary<string, string>(), ["admin", "status", "--data-path", file]));
    }

    [Fact]
    public async Task After_a_crash_the_stale_server_file_does_no_harm()
    {
        await using var server = await ServerProcess.Start();
        await server.Kill();
        Assert.True(File.Exists(Path.Combine(server.DataPath, "server.json")));

        Assert.Equal($"No server runs on {server.DataPath}.\n", (await server.Admin("status")).Output);

        await server.Restart();
        Assert.Contains($"runs as process {server.Id} ", (await server.Admin("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_takes_no_admin_commands_is_told_in_a_sentence()
    {
        await using var server = await ServerProcess.Start();
        File.Delete(Path.Combine(server.DataPath, "server.json"));

        var ending = await server.Admin("status");

        AssertRefused(78, ending);
        Assert.Contains("there is no server.json in it", ending.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_file_is_for_its_owner_and_the_secret_is_needed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        await using var server = await ServerProcess.Start();
        var path = Path.Combine(server.DataPath, "server.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        var address = new Uri(JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("address").GetString()!);
        Assert.Equal("127.0.0.1", address.Host);

        Assert.Equal(401, (await new TestClient(address).Post("/status")).Status);
        Assert.Equal(401, (await new TestClient(address).WithToken("guess").Post("/create-user", new { userName = "eve", isAdmin = true })).Status);
        Assert.Equal(404, (await new TestClient(server.Address).WithToken("guess").Post("/status")).Status);
    }

    private static void AssertRefused(int exitCode, Ending ending)
    {
        Assert.Equal(exitCode, ending.ExitCode);
        Assert.Equal("", ending.Output);
        Assert.Single(ending.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Every line is a user with a token that works, who is a member of the room.</summary>
    private static async Task AssertMembers(ServerProcess server, Ending issued, string room, int users)
    {
        Assert.Equal(0, issued.ExitCode);
        var lines = issued.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(users, lines.Length);
        foreach (var line in lines)
        {
            var client = new TestClient(server.Address).WithToken(line[1]);
            Assert.Equal(line[0], (await client.Get("me"))["userName"]);
            Assert.Equal("True", (await client.Get($"rooms/{room}"))["member"]);
        }
    }
}
