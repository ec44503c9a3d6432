using System.Text.Json;
using Parley.Errors;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime;

/// <summary>A room as server-sent events.</summary>
[Trait("Scope", "S14")]
public sealed class EventStreamTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task It_tells_what_was_and_what_comes_and_goes_on_where_it_was_left()
    {
        var user = await _server.SignedIn("sse");
        var room = await user.NewRoom("sse-room", "private");
        await Say(user, room, "one");

        string last;
        await using (var stream = await Open(user, $"rooms/{room}/stream?after=0"))
        {
            await stream.Until("one");
            await Say(user, room, "two");
            await stream.Until("two");
            last = stream.LastId!;
        }

        await Say(user, room, "three");
        await using var again = await Open(user, $"rooms/{room}/stream", last);
        await again.Until("three");
        await Say(user, room, "four");
        await again.Until("four");

        Assert.Equal(["three", "four"], again.Texts);
        Assert.EndsWith($":{again.Seqs[^1]}", again.LastId, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range((int)again.Seqs[0], again.Seqs.Count).Select(seq => (long)seq), again.Seqs);
    }

    [Fact]
    public async Task More_than_a_page_of_history_comes_without_a_hole()
    {
        var user = await _server.SignedIn("sse-long");
        var room = await user.NewRoom("sse-long", "private");
        await using var socket = await RawWebSocketClient.Connect(_server, user);
        for (var i = 0; i < 450; i++)
        {
            await socket.Send(new { type = "send", id = i, room, clientId = $"c{i}", text = $"m{i}" });
            await socket.Expect("ack");
        }

        await using var stream = await Open(user, $"rooms/{room}/stream?after=0");
        await stream.Until("m449");

        Assert.Equal(Enumerable.Range(1, stream.Seqs.Count).Select(seq => (long)seq), stream.Seqs);
    }

    [Fact]
    public async Task Who_may_not_read_gets_a_refusal_and_no_stream_and_it_ends_with_the_session()
    {
        var (owner, stranger) = (await _server.SignedIn("sse-owner"), await _server.SignedIn("sse-stranger"));
        var room = await owner.NewRoom("sse-private", "private");

        var refused = await stranger.Client.Get($"rooms/{room}/stream");
        await using var stream = await Open(owner, $"rooms/{room}/stream");
        await owner.Client.Delete("sessions/current");
        await stream.ToEnd();

        Assert.Equal((404, ErrorCatalog.RoomNotFound), (refused.Status, refused.Code));
        Assert.Equal("session-ended", stream.Closing);
    }

    private static Task<Answer> Say(TestUser user, string room, string text) => user.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text });

    private async Task<Stream> Open(TestUser user, string path, string? lastEventId = null)
    {
        var client = new HttpClient { BaseAddress = new Uri(_server.Address, "/api/v1/") };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Authorization", $"Bearer {user.AccessToken}");
        request.Headers.Add("Accept", "text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal((200, "text/event-stream"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new Stream(client, response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>Reads as a browser does.</summary>
    private sealed class Stream(HttpClient client, HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public List<long> Seqs { get; } = [];

        public List<string> Texts { get; } = [];

        public string? LastId { get; private set; }

        public string? Closing { get; private set; }

        public async Task Until(string text)
        {
            while (!Texts.Contains(text))
            {
                Assert.True(await ReadOne(), "The stream has ended.");
            }
        }

        public async Task ToEnd()
        {
            while (await ReadOne())
            {
            }
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            client.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<bool> ReadOne()
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(HubClient.Patience);
            string? name = null;
            while (await reader.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    name = line[7..];
                }
                else if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    LastId = line[4..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    Take(name!, JsonDocument.Parse(line[6..]).RootElement);
                }
                else if (line.Length == 0)
                {
                    return true;
                }
            }

            return false;
        }

        private void Take(string name, JsonElement data)
        {
            Assert.Equal(name, data.Text("type"));
            if (name == "closing")
            {
                Closing = data.Text("reason");
            }

            if (data.TryGetProperty("events", out var events))
            {
                Seqs.AddRange(events.EnumerateArray().Select(e => e.GetProperty("seq").GetInt64()));
                Texts.AddRange(events.EnumerateArray().Where(e => e.Text("kind") == "messagePosted").Select(e => e.Text("text")!));
            }
        }
    }
}
