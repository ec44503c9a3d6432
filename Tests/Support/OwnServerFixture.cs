using Xunit;

namespace Parley.Tests.Support;

/// <summary>One server for the tests of a class, and of nobody else.</summary>
public sealed class OwnServerFixture : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
