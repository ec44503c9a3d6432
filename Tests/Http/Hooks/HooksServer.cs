using Microsoft.Extensions.Logging;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Hooks;

/// <summary>A server whose rooms have three webhooks at most, and whose log is kept.</summary>
public sealed class HooksServer : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public LogRecorder Log { get; } = new();

    public async ValueTask InitializeAsync() => Server = await TestServer.Start(
        new TempFolder(), builder => builder.Logging.AddProvider(Log), "--Parley:Hooks:MaxPerRoom=3", "--Parley:Jobs:LookEvery=00:00:01", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting=Information");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
