using System.Diagnostics;
using System.Text.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Admin;

[Collection(ProcessTests.Name)]
[Trait("Scope", "S5")]
public sealed class KeysCommandTests
{
    private static readonly Dictionary<string, string> NoSettings = [];

    [Fact]
    public async Task Beside_a_running_server_a_key_is_made_published_and_takes_over_at_once()
    {
        await using var server = await ServerProcess.Start();
        var before = await SignUp(server);
        var first = Assert.Single(Keys(await server.Admin("keys", "list", "--json")));
        Assert.Equal("signing", first.Text("state"));

        Assert.Contains("It does not sign yet", (await server.Admin("keys", "new", "--algorithm", "RS256")).Output, StringComparison.Ordinal);
        var two = Keys(await server.Admin("keys", "list", "--json"));
        Assert.Equal([("RS256", "published"), ("ES256", "signing")], two.Select(key => (key.Text("algorithm")!, key.Text("state")!)));

        var rotated = await server.Admin("keys", "rotate");
        Assert.Contains(" signs from ", rotated.Output, StringComparison.Ordinal);
        Assert.Contains("  signs from ", (await server.Admin("keys", "list")).Output, StringComparison.Ordinal);

        var atOnce = await server.Admin("keys", "rotate", "--at-once");
        Assert.Contains(" signs now.", atOnce.Output, StringComparison.Ordinal);
        var client = new TestClient(server.Address);
        await Eventually.Is(async () => (await client.WithToken(before["accessToken"]!).Get("me")).Status == 401, "the old key counts no more", TimeSpan.FromSeconds(30));
        var refreshed = await client.Post("sessions/refresh", new { refreshToken = before["refreshToken"] });
        Assert.Equal(200, (await client.WithToken(refreshed["accessToken"]!).Get("me")).Status);
    }

    [Theory]
    [InlineData("ES256", "ASN1 OID: prime256v1")]
    [InlineData("RS256", "3072 bit")]
    public async Task A_pair_of_files_is_for_its_owner_and_OpenSSL_reads_it(string algorithm, string words)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "key.pem");

        var ending = await Admin("keys", "new", "--algorithm", algorithm, "--out", file);

        Assert.True(ending.ExitCode == 0, ending.Errors);
        Assert.DoesNotContain("PRIVATE", ending.Output, StringComparison.Ordinal);
        Assert.Contains(words, await OpenSsl($"pkey -in {file} -noout -text"), StringComparison.Ordinal);
        Assert.Equal((await OpenSsl($"pkey -in {file} -pubout")).Trim(), (await File.ReadAllTextAsync(file + ".pub", TestContext.Current.CancellationToken)).Trim());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var again = await Admin("keys", "new", "--algorithm", algorithm, "--out", file);
        Assert.Equal((1, ""), (again.ExitCode, again.Output)); // never over what is there
        Assert.Single(again.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_server_signs_with_such_a_file_and_does_not_start_with_a_weak_one()
    {
        using var folder = new TempFolder();
        var (good, weak) = (Path.Combine(folder.Path, "good.pem"), Path.Combine(folder.Path, "weak.pem"));
        Assert.Equal(0, (await Admin("keys", "new", "--out", good)).ExitCode);
        await OpenSsl($"genrsa -out {weak} 1024");

        await using (var server = await ServerProcess.Start(("Parley__Sessions__KeyFiles__0", good)))
        {
            Assert.Equal(200, (await new TestClient(server.Address).WithToken((await SignUp(server))["accessToken"]!).Get("me")).Status);
            Assert.Contains(good, (await server.Admin("keys", "list")).Output, StringComparison.Ordinal);
            var refused = await server.Admin("keys", "rotate");
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("Parley:Sessions:KeyFiles", refused.Errors, StringComparison.Ordinal);
        }

        var settings = new Dictionary<string, string>
        {
            ["Parley__DataPath"] = Path.Combine(folder.Path, "data"), ["Parley__Sessions__KeyFiles__0"] = weak, ["Parley__Sessions__KeyFiles__1"] = good + ".none", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        };
        var ending = await ProgramRun.ToEnd("WebFrontend", settings);
        Assert.Equal(78, ending.ExitCode);
        Assert.Contains("Parley:Sessions:KeyFiles:0 is", ending.Errors, StringComparison.Ordinal);
        Assert.Contains("it holds an RSA key of 1024 bits; it must have 2048 to 8192", ending.Errors, StringComparison.Ordinal);
        Assert.Contains("it cannot be read", ending.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_algorithm_is_a_wrong_command_line() => Assert.Equal(64, (await Admin("keys", "new", "--algorithm", "none")).ExitCode);

    private static Task<Ending> Admin(params string[] arguments) => ProgramRun.ToEnd("Silo", NoSettings, ["admin", .. arguments]);

    private static async Task<Answer> SignUp(ServerProcess server)
    {
        var body = new { userName = "ann", password = "correct horse battery" };
        var client = new TestClient(server.Address);
        Assert.Equal(201, (await client.Post("users", body)).Status);
        return await client.Post("sessions", body);
    }

    private static JsonElement[] Keys(Ending list) => [.. JsonDocument.Parse(list.Output).RootElement.GetProperty("keys").EnumerateArray()];

    private static async Task<string> OpenSsl(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
