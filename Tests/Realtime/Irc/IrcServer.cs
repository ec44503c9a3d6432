using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime.Irc;

/// <summary>A server with its IRC gateway on.</summary>
public sealed class IrcServer : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.Start(
        "--Parley:Irc:Enabled=true", "--Parley:Irc:Port=0", "--Parley:Irc:LinesAtOnce=200", "--Parley:Irc:MaxLinesPerMessage=5", "--Parley:PublicUrl=https://chat.example");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
