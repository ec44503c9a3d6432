using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Sessions;
using Parley.Tests.Support;
using Parley.WebFrontend.Caching;
using Parley.WebFrontend.Dashboard;
using Xunit;

namespace Parley.Tests.Http.Caching;

[Trait("Scope", "S10")]
public sealed class CachedAnswersTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private TestServer Server => fixture.Server;

    [Fact]
    public async Task An_answer_is_never_given_to_another()
    {
        var (user, admin) = (await Server.SignedIn(Name()), await Server.Admin());
        for (var i = 0; i < 3; i++)
        {
            Assert.Contains("getDashboard", (await admin.Client.Get("/api/v1")).Body, StringComparison.Ordinal);
            Assert.DoesNotContain("getDashboard", (await user.Client.Get("/api/v1")).Body, StringComparison.Ordinal);
            Assert.Contains("getMe", (await user.Client.Get("/api/v1")).Body, StringComparison.Ordinal);
            Assert.DoesNotContain("getMe", (await Server.Client().Get("/api/v1")).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_may_ask_no_more_is_not_answered_from_memory()
    {
        var user = await Server.SignedIn(Name());
        Assert.Contains("getMe", (await user.Client.Get("/api/v1")).Body, StringComparison.Ordinal);
        Assert.Contains("getMe", (await user.Client.Get("/api/v1")).Body, StringComparison.Ordinal);

        await Server.Grains.User(user.Id).EndSessions(except: null);

        Assert.DoesNotContain("getMe", (await user.Client.Get("/api/v1")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_answer_is_the_first_with_headers_of_its_own()
    {
        var user = await Server.SignedIn(Name());
        var first = await user.Client.Get("/api/v1");
        var hits = Hits();
        var second = await user.Client.Get("/api/v1");

        Assert.True(Hits() > hits);
        Assert.Equal((first.Body, first.MediaType, first.Headers.ETag), (second.Body, second.MediaType, second.Headers.ETag));
        Assert.Equal(304, (await user.Client.With("If-None-Match", first.Headers.ETag!.Tag).Get("/api/v1")).Status);
        Assert.Equal(406, (await user.Client.With("Accept", "text/html").Get("/api/v1")).Status);

        var (document, again) = (await Server.Client().Get("/openapi/v1.json"), await Server.Client().Get("/openapi/v1.json"));
        Assert.Equal((200, document.Body), (again.Status, again.Body));
    }

    /// <summary>A route that says something of its caller or of what is in the database would be wrong for as long as it is remembered.</summary>
    [Fact]
    public void Only_routes_that_say_nothing_of_anybody_are_remembered()
    {
        var cached = Server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<CachedAttribute>() is not null)
            .Select(endpoint => ((RouteEndpoint)endpoint).RoutePattern.RawText!.TrimEnd('/')).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["/api/v1", "/openapi/{documentName}.json"], cached);
    }

    private static string Name() => "u" + Guid.NewGuid().ToString("N")[..12];

    private long Hits() => Server.Services.GetRequiredService<FrontendMetrics>().Report().CacheHits;
}
