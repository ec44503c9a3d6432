using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Grains.Webhooks;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Webhooks;

/// <summary>Webhooks that call a receiver on this machine.</summary>
public sealed class WebhooksTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<Delivered> _delivered = new();
    private readonly SemaphoreSlim _came = new(0);
    private volatile int _status = 204;
    private WebApplication _receiver = null!;
    private TestServer _server = null!;
    private string _url = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.MapPost("/hook", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers;
            _delivered.Enqueue(new Delivered(headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await reader.ReadToEndAsync()));
            context.Response.StatusCode = _status;
            _came.Release();
        });
        await _receiver.StartAsync();
        _url = _receiver.Urls.Single() + "/hook";
        _server = await TestServer.Start(
            "--Parley:Outbound:AllowedNetworks:0=127.0.0.1/32", $"--Parley:Outbound:Ports:0={new Uri(_url).Port}", "--Parley:Webhooks:FirstRetry=00:00:00.1", "--Parley:Webhooks:MaxPerRoom=2");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _receiver.DisposeAsync();
        _came.Dispose();
    }

    [Fact]
    public async Task Events_are_delivered_in_order_signed_and_again_until_they_are_taken()
    {
        var (ann, bob) = (await _server.SignedIn("hook-ann"), await _server.SignedIn("hook-bob"));
        var room = await ann.NewRoom(visibility: "private");
        await ann.Put($"rooms/{room}/members/{bob.Id}", null);
        var made = await ann.Client.Post($"rooms/{room}/webhooks", new { url = _url, events = new[] { "messagePosted" } });
        Assert.Equal(201, made.Status);
        var (id, secret) = (made["id"]!, made["secret"]!);
        _status = 500;
        var one = await bob.Say(room, "one");
        await Next();
        _status = 204;
        var two = await bob.Say(room, "two");
        while (_delivered.Last().Seq != two)
        {
            await Next();
        }

        Assert.Equal([one, two], _delivered.Select(delivery => delivery.Seq).Distinct());
        var (first, last) = (_delivered.First(), _delivered.Last());
        Assert.Equal($"{id}-{one}", first.Id);
        Assert.Equal("two", last.Event.Text("text"));
        Assert.Equal(WebhookSecret.Sign(last.Id, last.At, Encoding.UTF8.GetBytes(last.Body), secret), last.Signature);
        var attempts = (await ann.Client.Get($"rooms/{room}/webhooks/{id}/attempts")).Json;
        Assert.Contains(attempts.EnumerateArray(), attempt => attempt.Text("fault") == "answered 500");

        // From a number on, again; with a new secret, and with the one before.
        var next = (await ann.Client.Post($"rooms/{room}/webhooks/{id}/secret", new { }))["secret"]!;
        Assert.Equal(200, (await ann.Client.Post($"rooms/{room}/webhooks/{id}/replay", new { from = two })).Status);
        await Next();
        last = _delivered.Last();
        Assert.Equal(two, last.Seq);
        Assert.Equal(WebhookSecret.Sign(last.Id, last.At, Encoding.UTF8.GetBytes(last.Body), next, secret), last.Signature);

        Assert.Equal("forbidden", (await bob.Client.Get($"rooms/{room}/webhooks")).Code);
        Assert.Equal("invalid", (await ann.Client.Post($"rooms/{room}/webhooks", new { url = "http://user@127.0.0.1/" })).Code);
        Assert.Equal(204, (await ann.Client.Delete($"rooms/{room}/webhooks/{id}")).Status);
        Assert.Equal("webhook-not-found", (await ann.Client.Delete($"rooms/{room}/webhooks/{id}")).Code);
    }

    [Fact]
    public async Task A_webhook_ends_with_its_owners_membership()
    {
        var (ann, bob) = (await _server.SignedIn("hook-cat"), await _server.SignedIn("hook-dan"));
        var room = await ann.NewRoom(visibility: "private");
        await ann.Put($"rooms/{room}/members/{bob.Id}", new { role = "owner" });
        await ann.Client.Post($"rooms/{room}/webhooks", new { url = _url });
        Assert.Equal(204, (await ann.Client.Delete($"rooms/{room}/members/me")).Status);
        await bob.Say(room, "among ourselves");

        await Eventually.Is(async () => (await bob.Client.Get($"rooms/{room}/webhooks")).Json[0].Text("state") == "owner-gone", "the webhook has ended");
        Assert.DoesNotContain(_delivered, delivery => delivery.Body.Contains("among ourselves", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_is_given_up_tells_its_owner_and_goes_on_where_it_stopped()
    {
        var ann = await _server.SignedIn("hook-eve");
        var room = await ann.NewRoom(visibility: "private");
        var id = (await ann.Client.Post($"rooms/{room}/webhooks", new { url = _url, events = new[] { "messagePosted" } }))["id"]!;
        _status = 410;
        var one = await ann.Say(room, "one");
        var two = await ann.Say(room, "two");

        await Eventually.Is(async () => (await ann.Client.Get($"rooms/{room}/webhooks")).Json[0].Text("state") == "failed", "the webhook is switched off");
        string? notice = null;
        await Eventually.Is(async () => (notice = await DirectText(ann)) is not null, "the owner is told");
        _status = 204;
        await ann.Client.Send(HttpMethod.Patch, $"rooms/{room}/webhooks/{id}", System.Net.Http.Json.JsonContent.Create(new { active = true }));
        await Eventually.Is(() => Task.FromResult(_delivered.Any(delivery => delivery.Seq == two)), "it goes on");

        Assert.Contains($"event {one} could not be delivered (answered 410)", notice, StringComparison.Ordinal);
        Assert.Equal([one, one, two], _delivered.Select(delivery => delivery.Seq)); // the second time it was taken
    }

    [Fact]
    public async Task What_was_not_taken_before_the_server_ended_is_delivered_after_it_has_begun_again()
    {
        string[] settings =
        [
            "--Parley:Outbound:AllowedNetworks:0=127.0.0.1/32", $"--Parley:Outbound:Ports:0={new Uri(_url).Port}", "--Parley:Webhooks:FirstRetry=00:00:00.1", "--Parley:Webhooks:LongestRetry=00:00:00.2",
        ];
        List<long> said = [];
        var first = await TestServer.Start(settings);
        var ann = await first.SignedIn("hook-fay");
        var room = await ann.NewRoom(visibility: "private");
        await ann.Client.Post($"rooms/{room}/webhooks", new { url = _url, events = new[] { "messagePosted" } });
        said.Add(await ann.Say(room, "0"));
        await Next();
        _status = 503;
        for (var i = 1; i < 6; i++)
        {
            said.Add(await ann.Say(room, $"{i}"));
        }

        await Next();
        await using var second = await first.Restart(settings);
        _status = 204;
        await Eventually.Is(() => Task.FromResult(_delivered.Any(delivery => delivery.Seq == said[^1])), "all is delivered");

        Assert.Equal(said, _delivered.Select(delivery => delivery.Seq).Distinct());
        Assert.Equal(said.Count, _delivered.Select(delivery => delivery.Id).Distinct().Count());
    }

    /// <summary>What the newest message of the only conversation of two says; null: there is none.</summary>
    private static async Task<string?> DirectText(TestUser user)
    {
        var rooms = (await user.Client.Get("rooms?member=me&visibility=direct")).Json.EnumerateArray().ToList();
        return rooms.Count == 0 ? null
            : (await user.Client.Get($"rooms/{rooms[0].Text("id")}/messages")).Json.GetProperty("messages").EnumerateArray().LastOrDefault() is { ValueKind: JsonValueKind.Object } last ? last.Text("text") : null;
    }

    private async Task Next() => Assert.True(await _came.WaitAsync(TimeSpan.FromSeconds(20)));

    private sealed record Delivered(string Id, string Timestamp, string Signature, string Body)
    {
        public JsonElement Event => JsonDocument.Parse(Body).RootElement.GetProperty("data").GetProperty("event");

        public long Seq => Event.GetProperty("seq").GetInt64();

        public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp, System.Globalization.CultureInfo.InvariantCulture));
    }
}
