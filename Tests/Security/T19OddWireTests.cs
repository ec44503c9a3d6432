using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Security;

/// <summary>Security case T19: what is too large, too deep, too many, or says another length than it has.</summary>
[Trait("Scope", "S8")]
public sealed class T19OddWireTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestServer _server = fixture.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task T19_A_flood_of_multipart_parts_is_refused_before_all_of_it_is_read()
    {
        var flood = new MultipartFormDataContent();
        for (var i = 0; i < 5000; i++) // a hundred are read
        {
            flood.Add(new StringContent("x"), $"f{i}");
        }

        var answer = await (await _server.SignedInOnce()).Client.Send(HttpMethod.Post, "rooms", flood);
        Assert.Equal((400, ErrorCatalog.Malformed), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(0x7FFFFFFF)]
    [InlineData(0x00FFFFFF)]
    [InlineData(1_000_000)]
    public async Task T19_A_MessagePack_message_that_says_it_is_long_takes_no_memory_and_is_cut_off_where_a_message_must_end(int length)
    {
        using var hub = await Hub();
        var before = GC.GetTotalMemory(forceFullCollection: false);

        await hub.SendAsync((byte[])[.. Prefix(length), .. new byte[70_000]], WebSocketMessageType.Binary, true, Cancellation);
        await Closed(hub);

        Assert.True(GC.GetTotalMemory(forceFullCollection: false) - before < 100 * 1024 * 1024);
        await AssertAlive();
    }

    [Theory]
    [InlineData("DD7FFFFFFF")] // an array of two thousand million
    [InlineData("DF7FFFFFFF")] // a map of as many
    [InlineData("DB7FFFFFFF")] // a text
    [InlineData("C67FFFFFFF")] // bytes
    [InlineData("C97FFFFFFF01")] // an extension
    [InlineData("C7FF63")] // LZ4, which is not taken
    [InlineData("96")] // six things, and none follows
    [InlineData("9601")]
    [InlineData("96CD")]
    [InlineData("C1")]
    [InlineData("96018000A453656E6495DD7FFFFFFF")]
    [InlineData("960180A131A453656E6494DB7FFFFFFFA131A13161C090")]
    public async Task T19_Lengths_within_a_message_may_lie(string body)
    {
        using var hub = await Hub();
        var bytes = Convert.FromHexString(body);

        await hub.SendAsync((byte[])[.. Prefix(bytes.Length), .. bytes], WebSocketMessageType.Binary, true, Cancellation);

        await Closed(hub, orAnswered: true);
        await AssertAlive();
    }

    [Fact]
    public async Task T19_Deep_nesting_is_refused_on_every_road()
    {
        var user = await _server.SignedInOnce();
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 20_000)) + "1" + new string('}', 20_000);
        Assert.Equal(400, (await user.Client.PostText("rooms", deep)).Status);
        Assert.Equal(400, (await user.Client.PostText("rooms", "{\"name\":" + new string('[', 17) + new string(']', 17) + "}")).Status);

        using var hub = await Hub("json");
        await hub.SendAsync(Encoding.UTF8.GetBytes($"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Send\",\"arguments\":[{new string('[', 5000)}{new string(']', 5000)}]}}\u001e"), WebSocketMessageType.Text, true, Cancellation);
        await Closed(hub, orAnswered: true);

        using var raw = await Raw(user);
        await raw.SendAsync(Encoding.UTF8.GetBytes("{\"type\":\"send\",\"x\":" + new string('[', 17) + new string(']', 17) + "}"), WebSocketMessageType.Text, true, Cancellation);
        Assert.Equal(4400, await Closed(raw));
        await AssertAlive();
    }

    [Theory]
    [InlineData("events?limit=0", 422)]
    [InlineData("events?limit=-1", 422)]
    [InlineData("events?limit=2147483648", 400)]
    [InlineData("events?limit=1e9", 400)]
    [InlineData("events?limit=1000000", 200)]
    [InlineData("events?after=9007199254740993", 422)]
    [InlineData("events?after=-9223372036854775808", 422)]
    [InlineData("events?after=9223372036854775808", 400)]
    [InlineData("events?after=18446744073709551616", 400)]
    [InlineData("events?before=0x10", 400)]
    [InlineData("members?limit=100000", 200)]
    [InlineData("members?limit=-5", 422)]
    public async Task T19_Numbers_beyond_their_range_and_pages_beyond_their_size(string query, int status)
    {
        var user = await _server.SignedInOnce();
        var room = (await user.Client.Post("rooms", new { name = $"t19-{Guid.NewGuid():N}"[..24], visibility = "private" }))["id"];
        var answer = await user.Client.Get($"rooms/{room}/{query}");
        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task T19_Names_and_texts_that_are_too_long_are_refused_and_nothing_is_kept_of_them()
    {
        var user = await _server.SignedInOnce();
        var (huge, long_) = (new string('x', 900_000), new string('é', 5000));
        foreach (var text in new[] { huge, long_ })
        {
            Assert.Equal(422, (await user.Client.Post("rooms", new { name = text, visibility = "public" })).Status);
            Assert.Equal(422, (await user.Client.Post("rooms", new { name = "fine", title = text, visibility = "public" })).Status);
            Assert.Equal(422, (await _server.Client().Post("users", new { userName = text, password = "correct horse" })).Status);
            Assert.Equal(422, (await _server.Client().Post("users", new { userName = "t19fine", displayName = text, password = "correct horse" })).Status);
            Assert.Equal(422, (await _server.Client().Post("sessions", new { userName = "t19fine", device = text, password = "correct horse" })).Status);
            Assert.Equal(401, (await _server.Client().Post("sessions/refresh", new { refreshToken = text })).Status);
            Assert.True((await user.Client.Get($"rooms/{text[..2000]}")).Status is 404 or 414);
            Assert.True((await user.Client.Get($"users/{text[..2000]}")).Status is 404 or 414);
        }
    }

    [Fact]
    public async Task T19_Heads_have_a_size_a_number_and_a_time()
    {
        Assert.Equal(431, (await _server.Client().With("X-Large", new string('x', 40_000)).Get("sessions/options")).Status);
        Assert.Matches("^(HTTP/1.1 414 |$)", await Send($"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n"));
        Assert.Matches("^(HTTP/1.1 431 |$)", await Send($"GET / HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: 1\r\n"))}\r\n"));

        await using var impatient = await TestServer.Start("--Parley:Requests:HeaderTimeout=00:00:01");
        Assert.Contains("408", await Send("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", impatient.Address), StringComparison.Ordinal);
    }

    /// <summary>Request smuggling: where one request ends is never in doubt.</summary>
    [Theory]
    [InlineData("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x")]
    [InlineData("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;a\nb\r\nX\r\n0\r\n\r\n")]
    [InlineData("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello")]
    [InlineData("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("GET /api/v1/me HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/v1/me HTTP/1.1\r\nHost : x\r\n\r\n")]
    [InlineData("GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n")]
    public async Task T19_A_request_whose_end_is_in_doubt_is_refused_and_no_part_of_it_is_another_request(string request)
    {
        var answer = await Send(request);
        Assert.Matches("^(HTTP/1.1 4[0-9][0-9] |$)", answer);
        Assert.InRange(System.Text.RegularExpressions.Regex.Count(answer, "HTTP/1.1 "), 0, 1);
    }

    private static byte[] Prefix(int length)
    {
        var bytes = new List<byte>();
        for (var rest = (uint)length; ; rest >>= 7)
        {
            if (rest <= 0x7F)
            {
                return [.. bytes, (byte)rest];
            }

            bytes.Add((byte)(rest | 0x80));
        }
    }

    /// <summary>Sends bytes, and reads until the server closes, or says no more.</summary>
    private async Task<string> Send(string bytes, Uri? address = null)
    {
        address ??= _server.Address;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes), Cancellation);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
            {
                answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Closed over what it had not read, and an answer may be lost over that; or it waits for more.
        }

        return answer.ToString();
    }

    private async Task<ClientWebSocket> Hub(string protocol = "messagepack")
    {
        var user = await _server.SignedInOnce();
        var hub = new ClientWebSocket();
        hub.Options.SetRequestHeader("Authorization", new AuthenticationHeaderValue("Bearer", user.AccessToken).ToString());
        await hub.ConnectAsync(new Uri($"ws://{_server.Address.Authority}/hub"), Cancellation);
        await hub.SendAsync(Encoding.UTF8.GetBytes($"{{\"protocol\":\"{protocol}\",\"version\":1}}\u001e"), WebSocketMessageType.Text, true, Cancellation);
        await hub.ReceiveAsync(new byte[1024], Cancellation);
        return hub;
    }

    private async Task<ClientWebSocket> Raw(TestUser user)
    {
        var raw = new ClientWebSocket();
        raw.Options.SetRequestHeader("Authorization", $"Bearer {user.AccessToken}");
        await raw.ConnectAsync(new Uri($"ws://{_server.Address.Authority}/api/v1/ws"), Cancellation);
        await raw.ReceiveAsync(new byte[1024], Cancellation);
        return raw;
    }

    private static async Task<int?> Closed(ClientWebSocket socket, bool orAnswered = false)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, patience.Token);
                if (part.MessageType == WebSocketMessageType.Close || orAnswered)
                {
                    return (int?)socket.CloseStatus;
                }
            }
        }
        catch (WebSocketException)
        {
            return null; // closed without a farewell
        }
    }

    private async Task AssertAlive() => Assert.Equal(200, (await (await _server.SignedInOnce()).Client.Get("me")).Status);
}
