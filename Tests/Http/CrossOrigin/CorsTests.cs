using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.CrossOrigin;

[Trait("Scope", "S7")]
public sealed class CorsTests : IAsyncLifetime
{
    private const string Friend = "https://app.example";
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.Start($"--Parley:Cors:Origins:0={Friend}", "--Parley:Cors:Origins:1=http://localhost:5173", "--Parley:Cors:Credentials=true");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_page_on_the_list_may_call_with_the_methods_and_headers_of_the_settings()
    {
        var answer = await Preflight(_server, Friend, "PATCH", "authorization, content-type");

        Assert.Equal(204, answer.Status);
        Assert.Equal(Friend, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Header(answer, "Access-Control-Allow-Credentials"));
        Assert.Contains("PATCH", Header(answer, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("authorization", Header(answer, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("600", Header(answer, "Access-Control-Max-Age"));

        var user = await _server.SignedIn("cors-ann");
        var real = await user.Client.With("Origin", Friend).Get("me");
        Assert.Equal((200, Friend), (real.Status, Header(real, "Access-Control-Allow-Origin")));
        Assert.Equal("Origin", Header(real, "Vary"));
        Assert.Contains("Retry-After", Header(real, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://app.example")]
    [InlineData("https://app.example.evil.example")]
    [InlineData("https://app.example:444")]
    [InlineData("https://xapp.example")]
    [InlineData("https://app.example/")]
    [InlineData("https://app.example, https://evil.example")]
    public async Task No_other_origin_is_allowed_or_reflected(string origin)
    {
        var answer = await Preflight(_server, origin, "GET", "authorization");
        Assert.Null(Header(answer, "Access-Control-Allow-Origin"));

        var real = await (await _server.SignedInOnce()).Client.With("Origin", origin).Get("me");
        Assert.Null(Header(real, "Access-Control-Allow-Origin"));
        Assert.Null(Header(real, "Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("TRACE", "authorization")]
    [InlineData("PUT", "x-evil")]
    public async Task Methods_and_headers_that_are_not_in_the_settings_are_not_allowed(string method, string headers)
    {
        var answer = await Preflight(_server, Friend, method, headers);
        Assert.DoesNotContain(method == "TRACE" ? method : headers, Header(answer, method == "TRACE" ? "Access-Control-Allow-Methods" : "Access-Control-Allow-Headers") ?? "", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task By_default_nobody_may()
    {
        await using var server = await TestServer.Start();
        var answer = await Preflight(server, Friend, "GET", "authorization");
        Assert.Null(Header(answer, "Access-Control-Allow-Origin"));
        Assert.Null(Header(await server.Client().With("Origin", Friend).Get("sessions/options"), "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("Parley:Cors:Credentials", "--Parley:Cors:Origins:0=*", "--Parley:Cors:Credentials=true")]
    [InlineData("Parley:Cors:Origins", "--Parley:Cors:Origins:0=null")]
    [InlineData("Parley:Cors:Origins", "--Parley:Cors:Origins:0=https://app.example/")]
    [InlineData("Parley:Cors:Origins", "--Parley:Cors:Origins:0=https://*.example")]
    [InlineData("Parley:Cors:Origins", "--Parley:Cors:Origins:0=app.example")]
    [InlineData("Parley:Cors:Origins", "--Parley:Cors:Origins:0=*", "--Parley:Cors:Origins:1=https://app.example")]
    public async Task Settings_that_open_more_than_they_say_stop_the_start(string setting, params string[] settings)
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.Start(settings));
        Assert.Contains(setting, fault.Message, StringComparison.Ordinal);
    }

    private static Task<Answer> Preflight(TestServer server, string origin, string method, string headers) => server.Client()
        .With("Origin", origin).With("Access-Control-Request-Method", method).With("Access-Control-Request-Headers", headers).Send(HttpMethod.Options, "me");

    private static string? Header(Answer answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
