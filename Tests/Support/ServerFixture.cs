using Xunit;

namespace Parley.Tests.Support;

/// <summary>
/// The server that classes share (<see cref="SharedServer"/>). Whoever moves its clock far, counts what all do or has to be the only one of a kind takes
/// <see cref="OwnServerFixture"/> instead.
/// </summary>
public sealed class ServerFixture(SharedServer shared) : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await shared.View();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
