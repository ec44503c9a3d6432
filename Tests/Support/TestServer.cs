using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Parley.WebFrontend;

namespace Parley.Tests.Support;

/// <summary>The real server in this process, on a free loopback port and a data folder of its own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder _folder;

    private TestServer(WebApplication app, TempFolder folder, Uri address)
    {
        _app = app;
        _folder = folder;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="settings">More configuration, e.g. <c>--Parley:Throttling:Enabled=false</c>.</param>
    public static async Task<TestServer> Start(params string[] settings)
    {
        var folder = new TempFolder();
        var app = ParleyServer.Build(
            ["--urls=http://127.0.0.1:0", $"--Parley:DataPath={folder.Path}", "--environment=Production", "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Orleans=Error", .. settings]);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new TestServer(app, folder, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
