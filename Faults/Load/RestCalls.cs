using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Parley.Faults.History;

namespace Parley.Faults.Load;

/// <summary>REST, for all clients: one pool of connections.</summary>
internal sealed class RestCalls : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Carries a command out. Never throws for what the network does.</summary>
    public async Task<Reply> DoAsync(Door door, string token, Command command)
    {
        var room = $"/api/v1/rooms/{command.Room}";
        using var request = command.Kind switch
        {
            OperationKind.Send => Request(HttpMethod.Post, $"{room}/messages", new { clientId = command.ClientId, text = command.Text }),
            OperationKind.Edit => Request(HttpMethod.Patch, $"{room}/messages/{command.Target}", new { clientId = command.ClientId, text = command.Text }),
            OperationKind.Delete => Request(HttpMethod.Delete, $"{room}/messages/{command.Target}", null),
            OperationKind.Join => Request(HttpMethod.Put, $"{room}/members/me", null),
            OperationKind.Leave => Request(HttpMethod.Delete, $"{room}/members/me", null),
            _ => throw new ArgumentException($"REST takes no {command.Kind}.", nameof(command)),
        };
        var (body, failure) = await AskAsync(door, token, request);
        return failure ?? (body is { } json ? Wire.Done(json) : new Reply.Done(null, null));
    }

    /// <summary>GET below <c>/api/v1/</c>.</summary>
    /// <returns>The body, or why there is none.</returns>
    public async Task<(JsonElement? Body, Reply? Failure)> GetAsync(Door door, string token, string path)
    {
        using var request = Request(HttpMethod.Get, $"/api/v1/{path}", null);
        return await AskAsync(door, token, request);
    }

    /// <summary>POST below <c>/api/v1/</c>.</summary>
    /// <returns>The body, or why there is none.</returns>
    public async Task<(JsonElement? Body, Reply? Failure)> PostAsync(Door door, string token, string path, object body)
    {
        using var request = Request(HttpMethod.Post, $"/api/v1/{path}", body);
        return await AskAsync(door, token, request);
    }

    public void Dispose() => _http.Dispose();

    private async Task<(JsonElement? Body, Reply? Failure)> AskAsync(Door door, string token, HttpRequestMessage request)
    {
        request.RequestUri = new Uri(door.Url, request.RequestUri!);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var answer = await _http.SendAsync(request);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            if (!answer.IsSuccessStatusCode)
            {
                return (null, Refusal(answer, bytes));
            }

            return (answer.StatusCode == HttpStatusCode.NoContent ? null : JsonSerializer.Deserialize<JsonElement>(bytes), null);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException or IOException or JsonException) // bare, of one that is reset while it is being made
        {
            return (null, new Reply.Lost(e is OperationCanceledException ? "no answer in time" : e.Message));
        }
    }

    private static Reply Refusal(HttpResponseMessage answer, byte[] body)
    {
        try
        {
            var refusal = Wire.Refusal(JsonSerializer.Deserialize<JsonElement>(body));
            return answer.Headers.RetryAfter?.Delta is not { } retryAfter ? refusal : refusal switch
            {
                Reply.Refused refused => refused with { RetryAfter = retryAfter },
                Reply.Lost lost => lost with { RetryAfter = retryAfter },
                _ => refusal,
            };
        }
        catch (JsonException)
        {
            return new Reply.Lost($"status {(int)answer.StatusCode}");
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, object? body) =>
        new(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
}
