using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Parley.Benchmarks.Peers;

/// <summary>Parley in one process on its embedded database: every message is on disk before it is acknowledged and before anybody sees it.</summary>
public sealed class ParleyPeer(string name, IDialect dialect) : IPeer
{
    public string Name => name;

    public bool IsDurable => true;

    public async Task<IRunningPeer> StartAsync(CancellationToken cancellation) => new Running(await ServerUnderTest.StartAsync(cancellation), dialect);

    private sealed class Running(ServerUnderTest server, IDialect dialect) : IRunningPeer
    {
        private const int AtOnce = 8;

        public int Port => server.Port;

        public IReadOnlyList<int> ProcessIds => server.ProcessIds;

        public IDialect Dialect => dialect;

        public async Task<IReadOnlyList<string>> UsersAsync(IReadOnlyList<int[]> users, CancellationToken cancellation)
        {
            var tokens = await server.TokensAsync(users.Count, cancellation);
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}/api/v1/") };
            var first = users.SelectMany((rooms, user) => rooms.Select(room => (room, user))).GroupBy(one => one.room, one => one.user).ToDictionary(room => room.Key, room => room.First());
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
            await Parallel.ForEachAsync(first, parallel, (room, cancellation) =>
                Ask(http, HttpMethod.Post, "rooms", tokens[room.Value], new { name = $"room{room.Key}", visibility = "public" }, cancellation));
            await Parallel.ForAsync(0, users.Count, parallel, async (user, cancellation) =>
            {
                foreach (var room in users[user])
                {
                    await Ask(http, HttpMethod.Put, $"rooms/room{room}/members/me", tokens[user], null, cancellation);
                }
            });
            return tokens;
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();

        private static async ValueTask Ask(HttpClient http, HttpMethod method, string path, string token, object? body, CancellationToken cancellation)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                throw new BenchmarkException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
            }
        }
    }
}
