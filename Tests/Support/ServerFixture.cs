using Xunit;

namespace Parley.Tests.Support;

/// <summary>One server for the tests of a class that do not get in each other's way.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
