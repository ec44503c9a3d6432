using System.Text.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Admin;

[Collection(ProcessTests.Name)]
public class AccountCommandsTests
{
    [Fact]
    public async Task An_operator_helps_those_who_cannot_get_in()
    {
        await using var server = await ServerProcess.Start();
        var client = new TestClient(server.Address);
        await client.Post("users", new { userName = "ann", password = "the old password" });
        var signedIn = client.WithToken((await client.Post("sessions", new { userName = "ann", password = "the old password" }))["accessToken"]!);

        var set = await server.Admin("set-password", "ann", "--json");
        var password = JsonDocument.Parse(set.Output).RootElement.GetProperty("generatedPassword").GetString();
        Assert.Equal(401, (await client.Post("sessions", new { userName = "ann", password = "the old password" })).Status);
        Assert.Equal(201, (await client.Post("sessions", new { userName = "ann", password })).Status);
        await Eventually.Is(async () => (await signedIn.Get("me")).Status == 401, "the session has ended");
        Assert.Equal(1, (await server.Admin("set-password", "nobody")).ExitCode);

        Assert.Contains("by the password alone", (await server.Admin("reset-second-factor", "ann")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await server.Admin("reset-second-factor", "nobody")).ExitCode);

        var invite = JsonDocument.Parse((await server.Admin("invite", "--uses", "2", "--hours", "1", "--json")).Output).RootElement;
        Assert.Equal(24, invite.GetProperty("code").GetString()!.Length);
        Assert.Equal(1, (await server.Admin("invite", "--role", "emperor")).ExitCode);
    }
}
