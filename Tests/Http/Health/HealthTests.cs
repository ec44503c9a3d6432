using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Health;

public class HealthTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Live_needs_no_sign_in()
    {
        var answer = await fixture.Server.Client().Get("/health/live");

        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"status":"live"}""", answer.Body);
    }

    [Fact]
    public async Task Ready_names_every_part()
    {
        var answer = await fixture.Server.Client().Get("/health/ready");

        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"status":"ready","checks":{"grains":"ok","roomLog":"ok","databases":"ok","accepting":"ok"}}""", answer.Body);
    }
}
