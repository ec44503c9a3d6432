using Parley.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Dashboard;

/// <summary>Nobody but administrators gets anything of either dashboard.</summary>
[Trait("Scope", "P5")]
public sealed class DashboardAccessTests(DashboardAccessTests.Fixture people) : IClassFixture<DashboardAccessTests.Fixture>
{
    [Theory]
    [InlineData("/api/v1/dashboard", 200)]
    [InlineData("/dashboard", 200)]
    [InlineData("/dashboard/", 200)]
    [InlineData("/dashboard/orleans", 301)]
    [InlineData("/dashboard/orleans/", 200)]
    [InlineData("/dashboard/orleans/DashboardCounters", 200)]
    [InlineData("/dashboard/orleans/ClusterStats", 200)]
    [InlineData("/dashboard/orleans/version", 200)]
    [InlineData("/dashboard/orleans/Trace", 403)]
    public async Task A_page_or_an_api(string path, int toAdmin)
    {
        var accept = path.StartsWith("/dashboard/orleans", StringComparison.Ordinal) ? "*/*" : "application/json";
        Assert.Equal(401, (await people.Stranger.With("Accept", accept).Get(path)).Status);
        Assert.Equal(401, (await people.Stranger.WithToken("forged").Get(path)).Status);
        foreach (var member in people.Members)
        {
            var answer = await member.Client.With("Accept", accept).Get(path);
            Assert.Equal((403, "forbidden"), (answer.Status, answer.Code));
        }

        foreach (var admin in people.Admins)
        {
            var answer = await admin.Client.With("Accept", "*/*").Get(path);
            Assert.True(answer.Status == toAdmin, $"{path} answers an administrator with {answer.Status}: {answer.Body}");
        }
    }

    [Fact]
    public async Task Killing_a_silo()
    {
        const string path = "dashboard/silos/127.0.0.1:1@1/kill";
        Assert.Equal(401, (await people.Stranger.Post(path)).Status);
        Assert.All(await Task.WhenAll(people.Members.Select(member => member.Client.Post(path))), answer => Assert.Equal(403, answer.Status));
        Assert.All(await Task.WhenAll(people.Admins.Select(admin => admin.Client.With("Sec-Fetch-Site", "same-origin").Post(path))), answer => Assert.Equal(404, answer.Status)); // not Development
    }

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/")]
    public async Task A_browser_gets_the_page_that_says_so(string path)
    {
        const string browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        var stranger = await people.Stranger.With("Accept", browser).Get(path);
        var member = await people.Members[1].Client.With("Accept", browser).Get(path);
        var admin = await people.Admins[1].Client.With("Accept", browser).Get(path);

        Assert.Equal((401, 403, 200), (stranger.Status, member.Status, admin.Status));
        Assert.All([stranger, member, admin], answer =>
        {
            Assert.Contains("<div id=\"app\">", answer.Body, StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl!.NoStore);
        });
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private TestServer _server = null!;

        public TestClient Stranger => _server.Client();

        /// <summary>By token and by cookie.</summary>
        public TestUser[] Members { get; private set; } = [];

        public TestUser[] Admins { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            _server = await TestServer.Start();
            Members = [await _server.SignedIn("mem1"), await _server.SignedIn("mem2", SessionForm.Cookie)];
            Admins = [await _server.Admin(), await _server.Admin(SessionForm.Cookie)];
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
