using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Proxies;

/// <summary>Whether a client can choose the address that it is counted by.</summary>
[Trait("Scope", "S17")]
public sealed class ProxiesTests
{
    private static readonly string[] Limited = ["--Parley:Throttling:Enabled=true", "--Parley:Throttling:Visitors=3/h"];

    [Fact]
    public async Task Without_a_proxy_in_the_settings_nobody_is_believed()
    {
        await using var server = await TestServer.Start(Limited);

        Assert.Equal([200, 200, 200, 429, 429], await Ask(server, Enumerable.Range(1, 5).Select(i => $"198.51.100.{i}")));
    }

    [Fact]
    public async Task A_client_that_is_no_proxy_is_not_believed_either()
    {
        await using var server = await TestServer.Start([.. Limited, "--Parley:Proxies:0=10.0.0.0/8"]);

        Assert.Equal([200, 200, 200, 429, 429], await Ask(server, Enumerable.Range(1, 5).Select(i => $"198.51.100.{i}")));
    }

    [Fact]
    public async Task The_proxy_says_who_asks_and_what_the_client_put_before_it_does_not_count()
    {
        await using var server = await TestServer.Start([.. Limited, "--Parley:Proxies:0=127.0.0.1", "--Parley:Proxies:1=10.0.0.0/8"]);

        Assert.Equal([200, 200, 200, 429], await Ask(server, Enumerable.Range(1, 4).Select(i => $"203.0.113.{i}, 198.51.100.1, 10.0.0.9")));
        Assert.Equal([200], await Ask(server, ["198.51.100.2"]));
        Assert.Equal([429], await Ask(server, ["nonsense, 198.51.100.1"]));
    }

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("10.0.0.0/99")]
    public async Task A_proxy_that_is_no_address_stops_the_start(string proxy)
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.Start($"--Parley:Proxies:0={proxy}"));
        Assert.Contains("Parley:Proxies", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<List<int>> Ask(TestServer server, IEnumerable<string> forwarded)
    {
        var statuses = new List<int>();
        foreach (var value in forwarded)
        {
            statuses.Add((await server.Client().With("X-Forwarded-For", value).Get("sessions/options")).Status);
        }

        return statuses;
    }
}
