using System.Text.Json;
using Parley.Dashboard;
using Parley.Errors;
using Parley.Sessions;
using Parley.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Parley.Tests.Http.Dashboard;

[Trait("Scope", "P5")]
public sealed class DashboardApiTests
{
    [Fact]
    public async Task Numbers_move_with_what_happens()
    {
        await using var server = await TestServer.Start();
        var admin = await server.Admin();
        var room = await admin.NewRoom();
        await using var socket = await RawWebSocketClient.Connect(server, admin);
        await socket.Send(new { type = "subscribe", room });
        await socket.Expect("subscribed");
        var before = await Read(admin);
        await admin.Say(room, "once", "c1");
        await admin.Say(room, "once", "c1");
        await socket.Events(1);

        var after = await Read(admin);

        long Moved(string name) => after.GetProperty("totals").GetProperty(name).GetInt64() - before.GetProperty("totals").GetProperty(name).GetInt64();
        Assert.Equal((1, 1), (Moved("eventsAppended"), Moved("duplicatesAnswered")));
        Assert.Equal((0, 0, 0), (Moved("lost"), Moved("doubled"), Moved("reordered")));
        var silo = Assert.Single(after.GetProperty("silos").EnumerateArray());
        Assert.Equal("Active", silo.Text("status"));
        Assert.True(silo.GetProperty("numbers").GetProperty("rooms").GetInt32() >= 1);
        Assert.True(silo.GetProperty("numbers").GetProperty("appendP99Ms").GetDouble() > 0);
        Assert.True(silo.GetProperty("process").GetProperty("memoryBytes").GetInt64() > 0);
        Assert.False(silo.GetProperty("canBeKilled").GetBoolean());
        var frontend = Assert.Single(after.GetProperty("frontends").EnumerateArray());
        Assert.Equal([server.Address.ToString().TrimEnd('/')], frontend.GetProperty("addresses").EnumerateArray().Select(address => address.GetString()));
        var numbers = frontend.GetProperty("numbers");
        Assert.Equal((0, 1, 1), (numbers.GetProperty("hubSockets").GetInt32(), numbers.GetProperty("rawSockets").GetInt32(), numbers.GetProperty("subscriptions").GetInt32()));
        Assert.True(numbers.GetProperty("fanoutP99Ms").GetDouble() > 0);
    }

    [Fact]
    public async Task A_warning_of_any_part_is_shown()
    {
        await using var server = await TestServer.Start(
            new TempFolder(), builder => builder.Services.AddSingleton<IClusterWarning>(new Warning("Redis has lost its data.")));

        var warnings = (await Read(await server.Admin())).GetProperty("warnings").EnumerateArray();

        Assert.Contains(warnings, warning => warning.Text("text") == "Redis has lost its data.");
    }

    [Fact]
    public async Task The_answer_is_kept_by_nobody()
    {
        await using var server = await TestServer.Start();

        var answer = await (await server.Admin()).Client.Get("dashboard");

        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Who_was_an_administrator_is_one_no_more()
    {
        await using var server = await TestServer.Start();
        var admin = await server.Admin(SessionForm.Cookie);
        Assert.Equal(200, (await admin.Client.Get("dashboard")).Status);

        await server.Grains.User(admin.Id).SetAdmin(false);

        await Eventually.Is(async () => (await admin.Client.Get("dashboard")).Status == 401, "the sessions that said so have ended");
        var again = await server.SignedInAgain(admin.Id);
        Assert.Equal(403, (await again.Client.Get("dashboard")).Status);
    }

    [Theory]
    [InlineData("Production", ErrorCatalog.NotFound)]
    [InlineData("Development", ErrorCatalog.NotInThisMode)]
    public async Task The_silo_of_this_very_process_is_not_killed(string environment, string refusal)
    {
        await using var server = await TestServer.Start($"--environment={environment}");
        var admin = await server.Admin();
        var silo = (await Read(admin)).GetProperty("silos")[0].Text("silo")!;

        var answer = await admin.Client.Post($"dashboard/silos/{Uri.EscapeDataString(silo)}/kill");

        Assert.Equal((ErrorCatalog.Kinds[refusal].Status, refusal), (answer.Status, answer.Code));
        Assert.Equal(200, (await admin.Client.Get("dashboard")).Status);
    }

    [Fact]
    public async Task A_silo_that_is_not_there_is_not_looked_for()
    {
        await using var server = await TestServer.Start("--environment=Development");

        var answer = await (await server.Admin()).Client.Post("dashboard/silos/127.0.0.1:1@1/kill");

        Assert.Equal((404, ErrorCatalog.SiloNotFound), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Another_site_kills_nothing_with_our_cookie()
    {
        await using var server = await TestServer.Start("--environment=Development");
        var admin = await server.Admin(SessionForm.Cookie);

        var answer = await admin.Client.With("Sec-Fetch-Site", "cross-site").Post("dashboard/silos/127.0.0.1:1@1/kill");

        Assert.Equal((403, ErrorCatalog.CrossSite), (answer.Status, answer.Code));
    }

    private static async Task<JsonElement> Read(TestUser admin)
    {
        // The cluster is asked once a second at most.
        var asked = DateTimeOffset.UtcNow;
        var answer = default(Answer);
        await Eventually.Is(
            async () =>
            {
                answer = await admin.Client.Get("dashboard");
                return answer.Status != 200 || (answer.Json.GetProperty("at").GetDateTimeOffset() > asked && answer.Json.GetProperty("frontends").GetArrayLength() > 0);
            },
            "the numbers are new");
        Assert.Equal(200, answer!.Status);
        return answer.Json;
    }

    private sealed class Warning(string sentence) : IClusterWarning
    {
        public IEnumerable<string> Current => [sentence];
    }
}
