using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Problems;

public sealed class RefusalTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"ann\"")]
    [InlineData("{'userName':'ann'}")]
    [InlineData("""{"userName":"ann",}""")]
    [InlineData("""{"userName":"ann"}x""")]
    [InlineData("""{"userName":1}""", "userName")]
    [InlineData("""{"userName":{"$ne":null}}""", "userName")]
    [InlineData("""{"userName":["ann"]}""", "userName")]
    [InlineData("""{"userName":true}""", "userName")]
    [InlineData("""{"userName":"\ud800"}""", "userName")]
    [InlineData("""{"userName":"ann","userName":"bob"}""")]
    public async Task A_body_that_cannot_be_read_is_malformed(string body, params string[] fields)
    {
        var answer = await _server.Client().PostText("users", body);

        Assert.Equal((400, ErrorCatalog.Malformed), (answer.Status, answer.Code));
        Assert.All(fields, field => Assert.Contains($"$.{field}", answer["error"], StringComparison.Ordinal));
        Assert.Superset(fields.ToHashSet(), answer.FaultyFields.ToHashSet());
    }

    [Fact]
    public async Task A_malformed_body_is_not_repeated_in_the_answer()
    {
        var answer = await _server.Client().PostText("sessions", """{"userName":"ann","password":["secret-word"]}""");

        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain("secret-word", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15, 422)]
    [InlineData(16, 400)]
    [InlineData(10_000, 400)]
    public async Task JSON_is_nested_sixteen_deep_at_most(int arrays, int status)
    {
        var body = $$"""{"userName":"","extra":{{new string('[', arrays)}}{{new string(']', arrays)}}}""";

        Assert.Equal(status, (await _server.Client().PostText("users", body)).Status);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_too_large()
    {
        var answer = await _server.Client().PostText("users", "{\"userName\":\"" + new string('a', 1024 * 1024) + "\"}");

        Assert.Equal((413, ErrorCatalog.TooLarge), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task What_is_neither_JSON_nor_a_form_is_not_read(string mediaType)
    {
        var content = new StringContent("""{"userName":"ann","password":"correct horse"}""") { Headers = { ContentType = MediaTypeHeaderValue.Parse(mediaType) } };
        var answer = await _server.Client().Send(HttpMethod.Post, "users", content);

        Assert.Equal((415, ErrorCatalog.UnsupportedMediaType), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, ErrorCatalog.NotFound)]
    [InlineData("GET", "/api", 404, ErrorCatalog.NotFound)]
    [InlineData("POST", "/api/v1/nothing", 404, ErrorCatalog.NotFound)]
    [InlineData("PATCH", "/ws/nowhere/at/all", 404, ErrorCatalog.NotFound)]
    [InlineData("PUT", "/api/v1/users", 405, ErrorCatalog.MethodNotAllowed)]
    [InlineData("DELETE", "/api/v1/me", 405, ErrorCatalog.MethodNotAllowed)]
    [InlineData("GET", "/api/v1/me", 401, ErrorCatalog.NotSignedIn)]
    public async Task The_frameworks_refusals_are_problems_too(string method, string path, int status, string code)
    {
        foreach (var accept in (string[])["application/json", "text/html", "image/png"])
        {
            var answer = await _server.Client().With("Accept", accept).Send(new HttpMethod(method), path);

            Assert.Equal((status, code, "application/problem+json"), (answer.Status, answer.Code, answer.MediaType));
            Assert.Equal(["code", "error", "requestId", "status", "title", "type"], answer.Json.EnumerateObject().Select(member => member.Name).Order());
            Assert.Equal(answer["requestId"], answer.Headers.GetValues("X-Request-Id").Single());
            Assert.Equal(ErrorCatalog.Kinds[code].Sentence, answer["error"]);
        }
    }

    [Fact]
    public async Task Whatever_goes_wrong_inside_is_told_by_its_number_alone()
    {
        await using var server = await TestServer.Start(
            new TempFolder(), builder => builder.Services.AddSingleton<Parley.WebFrontend.Throttling.IThrottle>(new BrokenThrottle(new InvalidOperationException("inner-detail"))));
        var answer = await server.Client().Get("sessions/options");

        Assert.Equal((500, ErrorCatalog.Internal), (answer.Status, answer.Code));
        Assert.DoesNotContain("inner-detail", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_that_does_not_answer_is_unavailable_with_unknown_outcome()
    {
        await using var server = await TestServer.Start(
            new TempFolder(), builder => builder.Services.AddSingleton<Parley.WebFrontend.Throttling.IThrottle>(new BrokenThrottle(new TimeoutException())));
        var answer = await server.Client().Get("sessions/options");

        Assert.Equal((503, ErrorCatalog.Unavailable), (answer.Status, answer.Code));
        Assert.Equal("unknown", answer["outcome"]);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
    }

    /// <summary>A new route that nobody has thought about is closed, and this list is the whole of those that are not.</summary>
    [Fact]
    public async Task Only_these_routes_are_open_to_strangers()
    {
        string[] open =
        [
            "POST /api/v1/users", "POST /api/v1/sessions", "POST /api/v1/sessions/refresh", "GET /api/v1/sessions/options", "POST /api/v1/sessions/demo", "POST /api/v1/sessions/second-factor",
            "POST /api/v1/password-resets", "POST /api/v1/password-resets/{id}", "GET /api/v1/outbox",
            "GET /api/v1", "GET /api/v1/openid/{provider}", "GET /api/v1/openid/{provider}/callback", "GET /api/v1/openid/sign-up", "POST /api/v1/openid/sign-up", "POST /api/v1/setup",
        ];
        var routes = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) == true)
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => (route, method)) ?? [(route, "GET")])
            .ToArray();

        Assert.Equal(open.Order(), routes.Where(r => r.route.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(r => $"{r.method} {Path(r.route)}").Where(r => !r.EndsWith("/ws", StringComparison.Ordinal)).Order());
        foreach (var (route, method) in routes.Where(r => r.route.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var body = method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", new MediaTypeHeaderValue("application/json")) : null;
            var answer = await _server.Client().Send(new HttpMethod(method), Regex.Replace(Path(route), @"\{[^}]*\}", "1"), body);
            Assert.True(answer.Status == 401, $"{method} {Path(route)} answers a stranger with {answer.Status}");
        }
    }

    private static string Path(RouteEndpoint route) => route.RoutePattern.RawText!.TrimEnd('/');

    private sealed class BrokenThrottle(Exception fault) : Parley.WebFrontend.Throttling.IThrottle
    {
        public void Forget(string scope, string key)
        {
        }

        public ValueTask<TimeSpan?> AcquireAsync(string scope, string key) => throw fault;

        public Parley.WebFrontend.Throttling.RateLeft? LeftOf(string scope, string key) => null;
    }
}
