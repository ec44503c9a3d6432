using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Proxies;

namespace Parley.WebFrontend.Startup;

/// <summary>What the operator sees once the server listens: at the first run how to go on, later one line.</summary>
internal static class Banner
{
    public static async Task<string> ForAsync(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var line = $"Parley {ProgramVersion.Text} listens on {string.Join(", ", addresses)} ({Installation.Describe(app.Services)}).";
        var url = Reachable(addresses.First()) + app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.PathBase;
        var setup = await Installation.SetupLinkAsync(app.Services, url);
        return Installation.IsNew(app.Services) ? $"{line}\n\n{Welcome(url, setup, app.Environment.IsDevelopment())}"
            : setup is not null ? $"{line}\nThere is no administrator yet. Set up  {setup}"
            : line;
    }

    private static string Welcome(string url, string? setup, bool isDevelopment) =>
        $"""
          Set up  {setup ?? "is done"} (counts once: you choose the name and password of the administrator)
          Open    {url} and sign up{(isDevelopment ? ", or click \"Try as a demo user\"" : "")}.
          Admin   {Installation.AdminCommand} --help
          Health  {url}/health/ready
          Docs    docs/operations.md, docs/configuration.md; the API at {url}/docs
          Stop    Ctrl+C

          One process with SQLite. Before others use it, put a proxy with TLS in front.

        """;

    /// <summary>Where a browser on this machine finds a server that listens on all addresses.</summary>
    private static string Reachable(string address) =>
        address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal);
}
