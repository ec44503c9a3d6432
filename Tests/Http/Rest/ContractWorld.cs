using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Parley.Access;
using Parley.Grains.SecondFactor;
using Parley.Tests.Support;

namespace Parley.Tests.Http.Rest;

/// <summary>What came back, in full.</summary>
internal sealed record ContractAnswer(int Status, string MediaType, string Body, JsonElement Json, IReadOnlyDictionary<string, string> Headers);

/// <summary>Who calls, and what was remembered on the way.</summary>
internal sealed partial class ContractWorld(TestServer server) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };
    private readonly Dictionary<string, string> _tokens = [];
    private readonly Dictionary<string, string> _known = [];
    private readonly Dictionary<string, int> _mailsRead = [];

    /// <summary>A place that nothing was remembered for is <c>none</c>.</summary>
    public async Task Populate()
    {
        foreach (var name in (string[])["ann", "bob", "dan", "eve"])
        {
            var user = await server.Somebody(name, ServerRole.Member);
            (_tokens[name], _known[name]) = (user.AccessToken, user.Id);
        }

        _tokens["admin"] = (await server.Admin()).AccessToken;
    }

    /// <summary>The address of an operation as a call has it.</summary>
    public async Task<string> Address(string path, ContractCall call) => PlacePattern().Replace(path, place =>
        Uri.EscapeDataString(Uri.UnescapeDataString(call.Values.TryGetValue(place.Groups[1].Value, out var value) ? Known(value) : _known.GetValueOrDefault(place.Groups[1].Value, "none"))))
        + await Filled(call.Query);

    /// <summary>The same with something that does not exist in its last place.</summary>
    public async Task<string> NoSuchAddress(string path, ContractCall call)
    {
        var last = PlacePattern().Matches(path)[^1];
        return await Address(path[..last.Index] + (last.Groups[1].Value is "seq" ? "999999" : "0000") + path[(last.Index + last.Length)..], call);
    }

    public Task<ContractAnswer> Call(string method, string address, string actor, string? body, IReadOnlyDictionary<string, string>? headers = null)
    {
        var isJson = body is null || body[0] is '{' or '[' or '"' || body.Length < 3;
        var mediaType = isJson ? "application/json" : body![..body!.IndexOf(' ', StringComparison.Ordinal)];
        byte[] bytes = isJson ? Encoding.UTF8.GetBytes(body ?? "") : body!.EndsWith("{png}", StringComparison.Ordinal) ? Images.Png(3, 2) : Encoding.UTF8.GetBytes(body[(mediaType.Length + 1)..]);
        return Send(method, address, actor, body is null ? null : bytes, mediaType, headers);
    }

    /// <summary>Text with all its places filled.</summary>
    public async Task<string> Filled(string text)
    {
        foreach (Match mail in MailPattern().Matches(text))
        {
            // What was read before is not what the call before this one has sent, which may still be on its way.
            var address = mail.Groups[1].Value;
            text = text.Replace(mail.Value, await server.OutboxCode(address, after: _mailsRead.GetValueOrDefault(address)), StringComparison.Ordinal);
            _mailsRead[address] = _mailsRead.GetValueOrDefault(address) + 1;
        }

        foreach (Match code in TotpPattern().Matches(text))
        {
            var step = Totp.StepAt(server.Clock.GetUtcNow()) + int.Parse(code.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
            text = text.Replace(code.Value, Totp.Code(Base32(_known.GetValueOrDefault(code.Groups[1].Value, "A")), step), StringComparison.Ordinal);
        }

        return Known(text.Replace("{later}", server.Clock.GetUtcNow().AddHours(2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    public void Remember(ContractCall call, ContractAnswer answer)
    {
        foreach (var (name, path) in call.Keeps)
        {
            var value = answer.Json;
            foreach (var step in path.Split('.'))
            {
                value = int.TryParse(step, out var index) ? value[index] : value.GetProperty(step);
            }

            (name[0] == '@' ? _tokens : _known)[name.TrimStart('@')] = value.ToString();
        }
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Base32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    private string Known(string text) => NamePattern().Replace(text, name => _known.GetValueOrDefault(name.Groups[1].Value, name.Value));

    private async Task<ContractAnswer> Send(string method, string address, string actor, byte[]? body, string mediaType, IReadOnlyDictionary<string, string>? headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        }

        request.Headers.Authorization = _tokens.TryGetValue(actor, out var token) ? new AuthenticationHeaderValue("Bearer", token) : null;
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var text = type == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync(); // a stream has no end
        return new ContractAnswer(
            (int)response.StatusCode, type, text, type.EndsWith("json", StringComparison.Ordinal) && text.Length > 0 ? JsonDocument.Parse(text).RootElement : default,
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"\{(\w+)(?::\w+)?\}")]
    private static partial Regex PlacePattern();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\{mail:([^}]+)\}")]
    private static partial Regex MailPattern();

    [GeneratedRegex(@"\{totp:(\w+):(\d+)\}")]
    private static partial Regex TotpPattern();
}

/// <summary>Makes an example of a real call: what is secret, or another each time, is made the same.</summary>
internal static partial class ContractExamples
{
    public static JsonNode? Of(string json) => JsonNode.Parse(Here().Replace(
        Bearer().Replace(Hex().Replace(Stamp().Replace(Id().Replace(Jwt().Replace(json, "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1MDFrYnEzIn0.c2lnbmF0dXJl"), "${1}01kbq3v6w4a8d2f5g7h9j0k1m2"), "2026-11-27T10:00:00.000Z"),
        "5e1f0c2a9b7d4e6f8a0b1c2d3e4f5a6b"), "$1…"), "https://chat.example.org"));

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]+")]
    private static partial Regex Jwt();

    [GeneratedRegex(@"\b([a-z]?)0[0-9][0-9a-z]{24}\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Here();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b")]
    private static partial Regex Hex();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Stamp();

    /// <summary>The rest of secrets: after their prefix, and long ones without.</summary>
    [GeneratedRegex(@"(whsec_|parley_bot_|/hooks/|secret=|""secret"":""|""token"":""|""refreshToken"":""|""ticket"":"")[^""&]+")]
    private static partial Regex Bearer();
}
