using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Parley.Benchmarks.Servers;

/// <summary>Rooms and members by REST: a process of the admin command line for each of hundreds of rooms would take minutes.</summary>
public static class RoomMaker
{
    private const int AtOnce = 16;

    /// <summary>Makes public rooms named <c>load0</c>, <c>load1</c> … or by another name</summary>
    /// <param name="members">Tokens of each room's members; the first of them owns it.</param>
    /// <returns>Ids of the rooms.</returns>
    public static async Task<IReadOnlyList<string>> MakeAsync(IParley parley, IReadOnlyList<IReadOnlyList<string>> members, CancellationToken cancellation, string name = "load")
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{parley.Ports[0]}/api/v1/") };
        var ids = new string[members.Count];
        await Parallel.ForAsync(0, members.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (r, cancellation) =>
        {
            using var made = await AskAsync(http, HttpMethod.Post, "rooms", members[r][0], new { name = $"{name}{r}", visibility = "public" }, cancellation);
            ids[r] = (await made.Content.ReadFromJsonAsync<Made>(cancellation))!.Id;
            foreach (var token in members[r].Skip(1))
            {
                using var joined = await AskAsync(http, HttpMethod.Put, $"rooms/{ids[r]}/members/me", token, null, cancellation);
            }
        });
        return ids;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, HttpMethod method, string path, string token, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await http.SendAsync(request, cancellation);
        return answer.IsSuccessStatusCode ? answer : throw new BenchmarkException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    private sealed record Made(string Id);
}
