using Parley.Benchmarks.Servers;

namespace Parley.Benchmarks.Peers;

/// <summary>Parley in one process on its embedded database: every message is on disk before it is acknowledged and before anybody sees it.</summary>
public sealed class ParleyPeer(string name, IDialect dialect) : IPeer
{
    public string Name => name;

    public bool IsDurable => true;

    public async Task<IRunningPeer> StartAsync(CancellationToken cancellation) => new Running(await ServerUnderTest.StartAsync(cancellation), dialect);

    private sealed class Running(ServerUnderTest server, IDialect dialect) : IRunningPeer
    {
        public int Port => server.Port;

        public IReadOnlyList<int> ProcessIds => server.ProcessIds;

        public IDialect Dialect => dialect;

        public async Task<IReadOnlyList<string>> UsersAsync(IReadOnlyList<int[]> users, CancellationToken cancellation)
        {
            var tokens = await server.TokensAsync(users.Count, cancellation);
            var rooms = users.Max(rooms => rooms.Max()) + 1;
            await RoomMaker.MakeAsync(
                server, [.. Enumerable.Range(0, rooms).Select(room => tokens.Where((_, user) => users[user].Contains(room)).ToList())], cancellation, "room");
            return tokens;
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
