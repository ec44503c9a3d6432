using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parley.Sessions;

namespace Parley.Tests.Support;

/// <summary>Speaks REST as an unhelpful client does: what it is told to send, it sends.</summary>
public sealed class TestClient(Uri address)
{
    private readonly Dictionary<string, string> _headers = [];

    /// <summary>The same client, also sending the header.</summary>
    public TestClient With(string header, string value)
    {
        var client = new TestClient(address);
        foreach (var (name, kept) in _headers)
        {
            client._headers[name] = kept;
        }

        client._headers[header] = value;
        return client;
    }

    public TestClient WithToken(string token) => With("Authorization", $"Bearer {token}");

    public TestClient WithCookie(string value) => With("Cookie", $"parley_session={value}");

    public TestClient With(SignedIn signedIn) =>
        signedIn.Cookie is { } cookie ? WithCookie(cookie) : WithToken(signedIn.AccessToken!);

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path);

    /// <param name="body">Written as JSON; null: no body.</param>
    public Task<Answer> Post(string path, object? body = null) => Send(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body));

    public Task<Answer> PostText(string path, string body, string mediaType = "application/json") =>
        Send(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, mediaType));

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/v1/{path}") { Content = content };
        foreach (var (name, value) in _headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var body = response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync(); // a stream has no end
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new Answer(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, isJson && body.Length > 0 ? JsonDocument.Parse(body).RootElement : default, body, response.Headers);
    }
}

/// <summary>What came back.</summary>
public sealed record Answer(int Status, string? MediaType, JsonElement Json, string Body, HttpResponseHeaders Headers)
{
    /// <summary>The <c>code</c> of a problem.</summary>
    public string? Code => MediaType == "application/problem+json" ? this["code"] : null;

    /// <summary>A text member of the body.</summary>
    public string? this[string name] => Json.TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>Value of the session cookie that was set; null if none was.</summary>
    public string? Cookie => CookieLine?.Split('=', 2)[1].Split(';')[0];

    /// <summary>The whole Set-Cookie line.</summary>
    public string? CookieLine => Headers.TryGetValues("Set-Cookie", out var lines) ? lines.SingleOrDefault(line => line.StartsWith("parley_session=", StringComparison.Ordinal)) : null;

    /// <summary>JSON names in <c>errors</c>.</summary>
    public IEnumerable<string> FaultyFields => Json.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().Select(fault => fault.Name) : [];
}
