using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Audit;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Audit;

[Trait("Scope", "S8")]
public sealed class AuditApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Administrators_read_it_newest_first_page_by_page_and_nobody_else_does()
    {
        var admin = await _server.Admin();
        var audit = _server.Services.GetRequiredService<IAudit>();
        for (var i = 1; i <= 3; i++)
        {
            await audit.WriteAsync(new AuditEntry("authz_admin") { Actor = "reader-test", Target = $"t{i}", Refusal = i == 2 ? "forbidden" : null });
        }

        var first = await admin.Client.Get("admin/audit?actor=reader-test&limit=2");
        Assert.Equal(["t3 done", "t2 forbidden"], Shown(first));
        var second = await admin.Client.Get($"admin/audit?actor=reader-test&limit=2&after={first["next"]}");
        Assert.Equal(["t1 done"], Shown(second));
        Assert.Equal(JsonValueKind.Null, second.Json.GetProperty("next").ValueKind);
        Assert.Empty(Shown(await admin.Client.Get("admin/audit?actor=reader-test&event=user_created")));
        Assert.Empty(Shown(await admin.Client.Get("admin/audit?actor=reader-test&to=2020-01-01T00:00:00Z")));

        Assert.Equal(401, (await _server.Client().Get("admin/audit")).Status);
        Assert.Equal(403, (await (await _server.SignedInOnce()).Client.Get("admin/audit")).Status);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("after=-1", "after")]
    [InlineData("after=x", "after")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to='", "to")]
    public async Task Odd_questions_are_refused(string query, string field)
    {
        var answer = await (await _server.Admin()).Client.Get($"admin/audit?{query}");
        Assert.Equal((422, field), (answer.Status, answer.FaultyFields.Single()));
    }

    [Fact]
    public async Task Entries_that_wait_are_bounded_and_the_log_says_how_many_were_lost()
    {
        await using var server = await TestServer.Start("--Parley:Audit:MaxQueued=2");
        var audit = server.Services.GetRequiredService<IAudit>();
        var identity = server.Services.GetRequiredService<Databases>().Identity;

        await identity.WriteAsync((_, _) =>
        {
            // Nobody else can write meanwhile, and nobody waits for it.
            for (var i = 0; i < 10; i++)
            {
                audit.Note(new AuditEntry("authn_login_fail") { Actor = "flood" });
            }

            return Task.FromResult(0);
        });

        var (kept, lost) = (0, 0L);
        await Eventually.Is(async () =>
        {
            var log = await server.Grains.AuditLog().Read(new AuditQuery(100));
            kept = log.Count(record => record.Entry.Actor == "flood");
            lost = log.Where(record => record.Entry.Event == AuditEvents.SysMonitorDisabled)
                .Sum(record => long.Parse(record.Entry.Detail!.Split(' ')[^1], CultureInfo.InvariantCulture));
            return kept + lost == 10;
        }, "what was lost is counted");
        Assert.InRange(kept, 2, 4);
        Assert.Null((await server.Grains.AuditLog().Verify()).Fault);
    }

    [Fact]
    public async Task What_waits_is_written_before_the_server_stops()
    {
        var server = await TestServer.Start();
        server.Services.GetRequiredService<IAudit>().Note(new AuditEntry("authn_login_fail") { Actor = "last" });

        await using var again = await server.Restart();

        Assert.Single(await again.Grains.AuditLog().Read(new AuditQuery(10) { Actor = "last" }));
    }

    private static string[] Shown(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return [.. answer.Json.GetProperty("entries").EnumerateArray().Select(entry => $"{entry.GetProperty("target")} {entry.GetProperty("outcome")}")];
    }
}
