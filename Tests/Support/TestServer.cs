using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Parley.Errors;
using Parley.Sessions;
using Parley.Users;
using Parley.WebFrontend;

namespace Parley.Tests.Support;

/// <summary>The real server in this process, on a free loopback port and a data folder of its own.</summary>
public sealed class TestServer(WebApplication app, TempFolder folder, Uri address, TestClock clock) : IAsyncDisposable
{
    private readonly WebApplication _app = app;
    private readonly TempFolder _folder = folder;
    private Lazy<Task<TestUser>> _somebody = null!;
    private bool _isGone;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; } = address;

    public IServiceProvider Services => _app.Services;

    /// <summary>The clock of the server: real, and ahead by as much as a test wants.</summary>
    public TestClock Clock { get; } = clock;

    /// <summary>The grains behind it.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <param name="settings">More configuration, e.g. <c>--Parley:Throttling:Enabled=true</c>.</param>
    public static Task<TestServer> Start(params string[] settings) => Start(new TempFolder(), _ => { }, settings);

    /// <param name="folder">Its data; gone with the server.</param>
    /// <param name="prepare">See <see cref="ParleyServer.Build"/>.</param>
    public static async Task<TestServer> Start(TempFolder folder, Action<WebApplicationBuilder> prepare, params string[] settings)
    {
        var clock = new TestClock();
        var app = ParleyServer.Build(
            [
                "--urls=http://127.0.0.1:0", $"--Parley:DataPath={folder.Path}", "--environment=Production", "--Parley:Throttling:Enabled=false",
                "--Parley:Previews:Enabled=false",
                "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Orleans=Error", .. settings,
            ],
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                prepare(builder);
            });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new TestServer(app, folder, new Uri(address), clock).View();
    }

    /// <summary>The same server, with somebody (<see cref="SignedInOnce"/>) of its own.</summary>
    internal TestServer View()
    {
        var view = new TestServer(_app, _folder, Address, Clock);
        view._somebody = new(() => view.SignedIn("somebody"));
        return view;
    }

    /// <summary>A client that has not signed in. It keeps no cookies and follows nothing.</summary>
    public TestClient Client() => new(Address);

    /// <summary>A new user, signed in by token.</summary>
    public Task<TestUser> SignedIn(string userName) => SignedIn(userName, SessionForm.Tokens);

    /// <summary>A new user without a password, signed in. If a test of another class has taken the name, something is appended to it.</summary>
    public async Task<TestUser> SignedIn(string userName, SessionForm form)
    {
        var user = await Grains.UserName(userName).Register(new RegisterUser(userName, null, null));
        if (user.Error?.Code == ErrorCatalog.NameTaken)
        {
            return await SignedIn($"{userName}-{Guid.NewGuid().ToString("N")[..6]}", form);
        }

        return await SignedInAgain(user.Value!.Id, form);
    }

    /// <summary>A new administrator, signed in.</summary>
    public async Task<TestUser> Admin(SessionForm form = SessionForm.Tokens)
    {
        var name = "admin-" + Guid.NewGuid().ToString("N")[..12];
        var user = await Grains.UserName(name).Register(new RegisterUser(name, null, null));
        await Grains.User(user.Value!.Id).SetAdmin(true);
        return await SignedInAgain(user.Value.Id, form);
    }

    /// <summary>Somebody who is signed in, the same one each time: for tests that do not care who.</summary>
    public Task<TestUser> SignedInOnce() => _somebody.Value;

    /// <summary>One more session of a user.</summary>
    public async Task<TestUser> SignedInAgain(string user, SessionForm form = SessionForm.Tokens)
    {
        var signedIn = (await Grains.User(user).OpenSession(new OpenSession("test", form))).Value!;
        return new TestUser(signedIn, Client().With(signedIn));
    }

    /// <summary>Stops it and starts it again on the same data.</summary>
    public async Task<TestServer> Restart(params string[] settings)
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        return await Start(_folder, _ => { }, settings);
    }

    /// <summary>May be called more than once: some tests look at what a server leaves behind.</summary>
    /// <summary>Stops it, and leaves its data to whoever has the folder.</summary>
    public async Task Stop()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isGone)
        {
            return;
        }

        _isGone = true;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
