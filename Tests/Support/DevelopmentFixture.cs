using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Grains.Users;
using Xunit;

namespace Parley.Tests.Support;

/// <summary>One server in Development, whose messages are in its outbox. Passwords are hashed with few rounds: these tests are not about them.</summary>
public sealed class DevelopmentFixture : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public static Task<TestServer> Start(params string[] settings) => TestServer.Start(
        new TempFolder(), builder => builder.Services.AddSingleton(_ => CheapHashing()), ["--environment=Development", .. settings]);

    public static PasswordHashing CheapHashing(int iterations = 1000) => new(Options.Create(new PasswordOptions { Iterations = iterations }));
}
