using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Logging;

/// <summary>A server that looks for changes more often than others do.</summary>
public sealed class QuickLevelsServer : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.Start("--Parley:Logging:LookEvery=00:00:00.1");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

[Trait("Scope", "S23")]
public sealed class LogLevelsTests(QuickLevelsServer fixture) : IClassFixture<QuickLevelsServer>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_level_that_an_administrator_changes_counts_within_seconds_and_goes_back_by_itself()
    {
        var admin = await _server.Admin();
        var rooms = Logger("Parley.Grains.Rooms.RoomGrain");
        Assert.False(rooms.IsEnabled(LogLevel.Debug));

        var set = await admin.Client.Send(HttpMethod.Put, "admin/log-levels/Parley.Grains.Rooms", System.Net.Http.Json.JsonContent.Create(new { level = "debug", forSeconds = 600 }));

        Assert.Equal(200, set.Status);
        Assert.Equal("Debug", set.Json.GetProperty("levels")[0].GetProperty("level").GetString());
        await Eventually.Is(() => Task.FromResult(rooms.IsEnabled(LogLevel.Debug)), "the change has come");
        Assert.False(rooms.IsEnabled(LogLevel.Trace));
        var noted = (await admin.Client.Get($"admin/audit?actor={admin.Id}")).Json.GetProperty("entries").EnumerateArray().First();
        Assert.Equal(("Parley.Grains.Rooms", "log level debug"), (noted.GetProperty("target").GetString(), noted.GetProperty("detail").GetString()));

        _server.Clock.Advance(TimeSpan.FromSeconds(601));

        await Eventually.Is(() => Task.FromResult(!rooms.IsEnabled(LogLevel.Debug)), "it has gone back");
        Assert.Empty(await _server.Grains.LogLevels().Current());
    }

    [Fact]
    public async Task It_counts_for_what_has_a_level_of_its_own_below_it_and_can_be_taken_back()
    {
        var admin = await _server.Admin();
        var below = Logger("Orleans.Runtime.MembershipService.Anything"); // Warning, in appsettings.json
        var changes = admin.Client;
        await changes.Send(HttpMethod.Put, "admin/log-levels/Orleans", System.Net.Http.Json.JsonContent.Create(new { level = "Information" }));
        await Eventually.Is(() => Task.FromResult(below.IsEnabled(LogLevel.Information)), "the change has come");

        Assert.Equal(200, (await changes.Delete("admin/log-levels/orleans")).Status);

        await Eventually.Is(() => Task.FromResult(!below.IsEnabled(LogLevel.Information)), "it was taken back");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        var admin = (await _server.Admin()).Client;
        foreach (var (category, body, field) in new (string, object, string)[]
        {
            ("Parley", new { level = "loud" }, "level"), ("Parley", new { level = "3" }, "level"), ("Parley", new { }, "level"), ("a%20b", new { level = "Debug" }, "category"),
            ("Parley", new { level = "Debug", forSeconds = 0 }, "forSeconds"), ("Parley", new { level = "Debug", forSeconds = 8 * 86400 }, "forSeconds"),
        })
        {
            var answer = await admin.Send(HttpMethod.Put, $"admin/log-levels/{category}", System.Net.Http.Json.JsonContent.Create(body));
            Assert.Equal((422, ErrorCatalog.Invalid, field), (answer.Status, answer.Code, answer.FaultyFields.Single()));
        }
    }

    private ILogger Logger(string category) => _server.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
}
