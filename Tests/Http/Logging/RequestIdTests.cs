using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Logging;

[Trait("Scope", "S23")]
public sealed class RequestIdTests : IAsyncLifetime
{
    private readonly TempFolder _files = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.Start(
        $"--Parley:Logging:Folder={_files.Path}", "--Parley:Logging:Console=None", "--Parley:Logging:Levels:0=Parley=Debug", "--Parley:Logging:Levels:1=Microsoft.AspNetCore.Hosting=Information");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task An_id_that_came_with_a_request_is_in_answer_problem_and_every_line_of_frontend_and_silo()
    {
        var ann = await _server.SignedIn("ann");
        var client = _server.Client();
        var refresh = ann.SignedIn.RefreshToken;
        var next = await client.Post("sessions/refresh", new { refreshToken = refresh });
        await client.Post("sessions/refresh", new { refreshToken = next["refreshToken"] });

        // A spent token is refused by the frontend, and the session's grain says so in the log.
        var refused = await client.With("X-Request-Id", "shop-7:42").Post("sessions/refresh", new { refreshToken = refresh });
        var unasked = await client.Get("me");
        var odd = await client.With("X-Request-Id", "a b").Get("me");
        var large = await client.With("X-Request-Id", new string('a', 65)).Get("me");

        Assert.Equal("shop-7:42", refused.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal("shop-7:42", refused["requestId"]);
        Assert.All([unasked, odd, large], answer => Assert.Matches("^[0-9A-Z]+:[0-9A-F]+$", answer["requestId"]!));
        await _server.DisposeAsync();
        var lines = Directory.GetFiles(_files.Path).SelectMany(File.ReadAllLines).Where(line => line.Contains("\"RequestId\":\"shop-7:42\"", StringComparison.Ordinal)).ToArray();
        Assert.Contains(lines, line => line.Contains("Request starting", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Request finished", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("A spent refresh token", StringComparison.Ordinal) && line.Contains("Parley.Grains.Sessions.SessionGrain", StringComparison.Ordinal));
    }
}
