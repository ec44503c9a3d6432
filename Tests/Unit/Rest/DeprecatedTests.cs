using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.WebFrontend.Rest;
using Xunit;

namespace Parley.Tests.Unit.Rest;

[Trait("Scope", "S14")]
public sealed class DeprecatedTests
{
    [Theory]
    [InlineData("/old", 200)]
    [InlineData("/refused", 404)]
    public async Task What_goes_says_so_in_every_answer_with_the_day_and_what_comes_instead(string path, int status)
    {
        var answer = await Get(path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(["@1767225600"], answer.Headers.GetValues("Deprecation"));
        Assert.Equal(["Wed, 01 Jul 2026 00:00:00 GMT"], answer.Headers.GetValues("Sunset"));
        Assert.Equal(["</docs#new>; rel=\"deprecation\""], answer.Headers.GetValues("Link"));
    }

    [Fact]
    public async Task What_stays_says_nothing()
    {
        var answer = await Get("/new");

        Assert.False(answer.Headers.Contains("Deprecation") || answer.Headers.Contains("Sunset"));
    }

    [Fact]
    public void Nothing_goes_within_six_months()
    {
        Assert.Throws<ArgumentException>(() => new DeprecatedAttribute("2026-01-01", "2026-06-30", "/docs"));
        Assert.Equal("/docs", new DeprecatedAttribute("2026-01-01", "2026-07-01", "/docs").Instead);
    }

    private static async Task<HttpResponseMessage> Get(string path)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.UseRouting();
        app.Use(DeprecatedAttribute.Invoke);
        var mark = new DeprecatedAttribute("2026-01-01", "2026-07-01", "/docs#new");
        app.MapGet("/old", () => "ok").WithMetadata(mark);
        app.MapGet("/refused", (HttpContext context) =>
        {
            context.Response.Clear();
            return Results.NotFound();
        }).WithMetadata(mark);
        app.MapGet("/new", () => "ok");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        return await client.GetAsync(new Uri(new Uri(app.Urls.Single()), path), TestContext.Current.CancellationToken);
    }
}
