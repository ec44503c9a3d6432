using Xunit;

[assembly: AssemblyFixture(typeof(Parley.Tests.Support.SharedServer))]

namespace Parley.Tests.Support;

/// <summary>
/// One server for all classes that need no settings of their own, started by the first that asks and stopped at the end of the run:
/// a start costs more than most classes do.
/// </summary>
public sealed class SharedServer : IAsyncDisposable
{
    private readonly Lazy<Task<TestServer>> _running = new(Start);

    /// <summary>It, with somebody (<see cref="TestServer.SignedInOnce"/>) of the caller's own. The caller does not stop it.</summary>
    internal async Task<TestServer> View() => (await _running.Value).View();

    public async ValueTask DisposeAsync()
    {
        if (_running.IsValueCreated)
        {
            await (await _running.Value).DisposeAsync();
        }
    }

    private static async Task<TestServer> Start()
    {
        var server = await TestServer.Start();
        server.Clock.IsShared = true;
        return server;
    }
}
