using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Parley.WebFrontend.Startup;

/// <summary>What the operator sees once the server listens: at the first run how to go on, later one line.</summary>
internal static class Banner
{
    public static string For(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var line = $"Parley {ProgramVersion.Text} listens on {string.Join(", ", addresses)} ({Installation.Describe(app.Services)}).";
        return Installation.IsNew(app.Services) ? $"{line}\n\n{Welcome(Reachable(addresses.First()), app.Environment.IsDevelopment())}" : line;
    }

    private static string Welcome(string url, bool isDevelopment) =>
        $"""
          Open    {url} and sign up{(isDevelopment ? ", or click \"Try as a demo user\"" : "")}.
          Admin   {Installation.AdminCommand} create-user NAME --admin
          Health  {url}/health/ready
          Stop    Ctrl+C

          One process with SQLite. Before others use it, put a proxy with TLS in front.

        """;

    /// <summary>Where a browser on this machine finds a server that listens on all addresses.</summary>
    private static string Reachable(string address) =>
        address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal);
}
