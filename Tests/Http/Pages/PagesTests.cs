using System.Net;
using System.Text.RegularExpressions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Pages;

public sealed partial class PagesTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = fixture.Server.Address };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/rooms/lobby")]
    [InlineData("/rooms/v1.0")]
    [InlineData("/no/such/page")]
    public async Task Every_address_of_a_page_gives_the_page(string path)
    {
        using var answer = await Get(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        Assert.Contains("<div id=\"app\">", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scope", "S8")]
    public async Task A_page_may_load_nothing_from_elsewhere_and_runs_only_its_own_scripts()
    {
        using var answer = await Get("/");

        var policy = Policy(answer);
        foreach (var directive in new[]
        {
            "default-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        })
        {
            Assert.Contains(directive, policy);
        }

        Assert.DoesNotContain(policy, directive => directive.Contains("unsafe", StringComparison.Ordinal));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("camera=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scope", "S8")]
    public async Task Every_page_has_a_nonce_of_its_own_and_every_script_in_it_carries_it()
    {
        var nonces = new HashSet<string>();
        foreach (var path in new[] { "/", "/rooms/lobby", "/index.html" })
        {
            using var answer = await Get(path);
            var page = await answer.Content.ReadAsStringAsync(Cancellation);
            var nonce = Policy(answer).Single(directive => directive.StartsWith("script-src ", StringComparison.Ordinal)).Split('\'')[1]["nonce-".Length..];

            Assert.Contains($"script-src 'nonce-{nonce}' 'strict-dynamic'", Policy(answer));
            Assert.Equal(16, Convert.FromBase64String(nonce).Length);
            Assert.NotEmpty(Tag().Matches(page));
            Assert.All(Tag().Matches(page), tag => Assert.Contains($"nonce=\"{nonce}\"", tag.Value, StringComparison.Ordinal));
            Assert.DoesNotContain("PARLEY_NONCE", page, StringComparison.Ordinal);
            Assert.True(nonces.Add(nonce), "a nonce came twice");
        }
    }

    [Fact]
    [Trait("Scope", "S14")]
    public async Task The_page_of_the_API_runs_its_own_scripts_alone_and_has_all_it_needs_from_here()
    {
        using var answer = await Get("/docs/v1");
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        var nonce = Policy(answer).Single(directive => directive.StartsWith("script-src ", StringComparison.Ordinal)).Split('\'')[1]["nonce-".Length..];

        Assert.Contains("default-src 'none'", Policy(answer));
        Assert.Contains("connect-src 'self'", Policy(answer));
        Assert.Contains("frame-ancestors 'none'", Policy(answer));
        Assert.NotEmpty(Tag().Matches(page));
        Assert.All(Tag().Matches(page), tag => Assert.Contains($"nonce=\"{nonce}\"", tag.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        using var script = await Get("/docs/scalar.js");
        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (script.StatusCode, script.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [Trait("Scope", "S8")]
    [InlineData("/api/v1/sessions/options")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/favicon.svg")]
    public async Task What_is_no_page_may_do_nothing(string path)
    {
        using var answer = await Get(path);

        Assert.Contains("default-src 'none'", Policy(answer));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task An_asset_comes_compressed_and_may_be_kept_for_ever()
    {
        using var page = await Get("/");
        var script = Script().Match(await page.Content.ReadAsStringAsync(Cancellation)).Groups["path"].Value;

        using var plain = await Get(script);
        using var compressed = await Get(script, "gzip");

        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal("text/javascript", plain.Content.Headers.ContentType?.MediaType);
        Assert.True(plain.Headers.CacheControl is { Public: true, MaxAge.TotalDays: 365 }, $"{plain.Headers.CacheControl}");
        Assert.Contains("immutable", plain.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("gzip", Assert.Single(compressed.Content.Headers.ContentEncoding));
        Assert.True((await compressed.Content.ReadAsByteArrayAsync(Cancellation)).Length < (await plain.Content.ReadAsByteArrayAsync(Cancellation)).Length);
        Assert.Contains("Accept-Encoding", compressed.Headers.Vary);
    }

    [Theory]
    [InlineData("/assets/index-gone.js")]
    [InlineData("/assets/index-gone")]
    [InlineData("/robots.txt")]
    [InlineData("/.env")]
    public async Task A_missing_file_is_not_the_page(string path)
    {
        using var answer = await Get(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/nothing.html")]
    [InlineData("/ws/nothing")]
    [InlineData("/health/nothing")]
    [InlineData("/metrics")]
    [InlineData("/dashboard/nothing")]
    public async Task An_unknown_address_of_an_api_is_a_problem_and_not_the_page(string path)
    {
        using var answer = await Get(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_page_cannot_be_posted_to()
    {
        using var answer = await _http.PostAsync(new Uri("/rooms/lobby", UriKind.Relative), null, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static string[] Policy(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split("; ");

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Get(string path, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (encoding is not null)
        {
            request.Headers.AcceptEncoding.ParseAdd(encoding);
        }

        return await _http.SendAsync(request, Cancellation);
    }

    [GeneratedRegex("<(script|link rel=\"(modulepreload|stylesheet)\")[^>]*>", RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();

    [GeneratedRegex("src=\"(?<path>/assets/[^\"]+\\.js)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Script();
}
