using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Silo.Admin;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Health;

/// <summary>What the health check of a container runs.</summary>
public sealed class HealthCommandTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_server_that_is_ready_is_no_error() => Assert.Equal((0, "ready\n", ""), await Run(fixture.Server.Address.ToString()));

    [Fact]
    public async Task A_server_that_is_not_ready_is_one_and_says_of_what()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => Results.Json(new { status = "not ready", checks = new { cluster = "No silo answers.", accepting = "ok" } }, statusCode: 503));
        await app.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1, "not ready\ncluster: No silo answers.\n", ""), await Run(app.Urls.Single()));
    }

    [Fact]
    public async Task Nobody_there_is_an_error_of_its_own()
    {
        var (code, output, errors) = await Run($"http://127.0.0.1:{LoopbackPort.Free()}");

        Assert.Equal((69, ""), (code, output));
        Assert.Contains("does not answer", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_somebody_else_is_no_readiness() => Assert.Equal(1, (await Run(new Uri(fixture.Server.Address, "/no/such").ToString())).Code);

    [Fact]
    public async Task What_is_no_address_is_wrong_usage() => Assert.Equal(64, (await Run("localhost")).Code);

    private static async Task<(int Code, string Output, string Errors)> Run(string url)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await new AdminCommandLine(TextReader.Null, output, errors).RunAsync(["admin", "health", url]);
        return (code, output.ToString(), errors.ToString());
    }
}
