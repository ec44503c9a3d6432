using System.Diagnostics;
using System.Net.Http.Json;
using Parley.Tests.Docs;
using Parley.Tests.Support;

namespace Parley.Tests.Http.OpenId;

/// <summary>A real OpenID Connect provider (the npm package oidc-provider) as a process.</summary>
internal sealed class OpenIdProviderProcess : IAsyncDisposable
{
    public const string ClientId = "parley";
    public const string ClientSecret = "a secret of forty characters, or nearly";
    private Process? _process;

    public int Port { get; } = LoopbackPort.Free();

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Null: it can run. Else why not.</summary>
    public static string? Missing =>
        Directory.Exists(Path.Combine(GeneratedDoc.Root, "node_modules", "oidc-provider")) ? null : "oidc-provider is not installed: run npm ci.";

    /// <param name="server">Settings follow from <see cref="Settings"/>; the provider has to know where the server is.</param>
    public async Task Start(params Uri[] servers)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Path.Combine(GeneratedDoc.Root, "Tests", "Oidc"), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["provider.mjs", $"{Port}", ClientId, ClientSecret, .. servers.Select(server => $"{server}api/v1/openid/local/callback")])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        while (await _process.StandardOutput.ReadLineAsync() is { } line && line != "listening")
        {
        }
    }

    public string[] Settings(params string[] more) =>
    [
        $"--Parley:OpenId:Providers:local:Authority={Address}", $"--Parley:OpenId:Providers:local:ClientId={ClientId}",
        $"--Parley:OpenId:Providers:local:ClientSecret={ClientSecret}", "--Parley:OpenId:Providers:local:Name=The provider", .. more,
    ];

    /// <summary>Who signs in next.</summary>
    public async Task Next(string sub, object claims)
    {
        using var http = new HttpClient();
        (await http.PostAsJsonAsync(new Uri(Address, "/control"), new { sub, claims })).EnsureSuccessStatusCode();
    }

    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await Kill();
        }

        _process?.Dispose();
    }
}
