using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Errors;
using Parley.Grains.Dashboard;
using Parley.Realtime;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Cluster.Dashboard;

/// <summary>A silo is killed only if administrator, frontend and silo all agree that this is Development.</summary>
public sealed class KillSwitchTests
{
    [Fact]
    public async Task The_button_reaches_the_silo()
    {
        var killSwitch = new Switch(null);
        await using var server = await Start(killSwitch, "Development");
        var admin = await server.Admin();

        var answer = await admin.Client.Post($"dashboard/silos/{Uri.EscapeDataString(await Silo(server))}/kill");

        Assert.Equal((204, 1), (answer.Status, killSwitch.Pulled));
        Assert.True((await admin.Client.Get("dashboard")).Json.GetProperty("silos")[0].GetProperty("canBeKilled").GetBoolean());
    }

    [Fact]
    public async Task What_the_silo_refuses_the_button_refuses()
    {
        var killSwitch = new Switch(ErrorCatalog.Error(ErrorCatalog.NotFound));
        await using var server = await Start(killSwitch, "Development");

        var answer = await (await server.Admin()).Client.Post($"dashboard/silos/{Uri.EscapeDataString(await Silo(server))}/kill");

        Assert.Equal((404, 0), (answer.Status, killSwitch.Pulled));
    }

    [Fact]
    public async Task Outside_of_Development_a_frontend_does_not_even_ask()
    {
        var killSwitch = new Switch(null);
        await using var server = await Start(killSwitch, "Production");
        var admin = await server.Admin();

        var answer = await admin.Client.Post($"dashboard/silos/{Uri.EscapeDataString(await Silo(server))}/kill");

        Assert.Equal((404, 0), (answer.Status, killSwitch.Pulled));
        Assert.False((await admin.Client.Get("dashboard")).Json.GetProperty("silos")[0].GetProperty("canBeKilled").GetBoolean());
    }

    [Theory]
    [InlineData("Development", null)]
    [InlineData("Staging", ErrorCatalog.NotFound)]
    [InlineData("Production", ErrorCatalog.NotFound)]
    public void A_silo_of_its_own_lets_itself_be_killed_in_Development_alone(string environment, string? refusal) =>
        Assert.Equal(refusal, new ProcessKillSwitch(new HostingEnvironment { EnvironmentName = environment }, NullLogger<ProcessKillSwitch>.Instance).Refusal?.Code);

    private static Task<TestServer> Start(Switch killSwitch, string environment) =>
        TestServer.Start(new TempFolder(), builder => builder.Services.AddSingleton<IKillSwitch>(killSwitch), $"--environment={environment}");

    private static async Task<string> Silo(TestServer server) => Assert.Single(await server.Grains.GetGrain<ISiloDirectoryGrain>(0).Active());

    private sealed class Switch(Error? refusal) : IKillSwitch
    {
        public Error? Refusal => refusal;

        public int Pulled { get; private set; }

        public void Pull() => Pulled++;
    }
}
