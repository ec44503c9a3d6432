using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Parley.Silo.Embedded;
using Parley.Tests.Support;
using Parley.WebFrontend.Files;
using Xunit;

namespace Parley.Tests.Http.Previews;

/// <summary>Previews of links, on a server that reads pages one after the other: when one is there, those before it are through.</summary>
[Trait("Scope", "P6")]
public sealed class PreviewsTests : IAsyncLifetime
{
    private SiteOfStrangers _site = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await SiteOfStrangers.Start();
        _server = await TestServer.Start(
            "--Parley:Previews:Enabled=true", "--Parley:Previews:MaxConcurrent=1", "--Parley:Outbound:AllowedNetworks:0=127.0.0.1/32", $"--Parley:Outbound:Ports:0={_site.Port}",
            "--Parley:Outbound:Timeout=00:00:00.5");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_link_gets_a_preview_that_lives_and_ends_with_its_text()
    {
        var (ann, bob, stranger) = (await _server.SignedIn("preview-ann"), await _server.SignedIn("preview-bob"), await _server.SignedIn("preview-stranger"));
        var room = await ann.NewRoom(visibility: "private");
        await ann.Put($"rooms/{room}/members/{bob.Id}", null);
        var seq = await bob.Say(room, $"look: {_site.Url("/page/tea")}, `{_site.Url("/page/code")}` {_site.Url("/binary")}");

        var preview = (await Previews(ann, room, seq, 1))[0];
        Assert.Equal($"{_site.Url("/page/tea")}|The tea & more|About tea.|Strangers", string.Join('|', preview.Text("url"), preview.Text("title"), preview.Text("description"), preview.Text("site")));
        var image = preview.GetProperty("image");
        Assert.Equal("image/png 640×360", $"{image.Text("type")} {image.GetProperty("width")}×{image.GetProperty("height")}");
        Assert.Equal(0, _site.Asked("/page/code"));
        var e = (await ann.Client.Get($"rooms/{room}/events?after={seq}")).Json.GetProperty("events")[0];
        Assert.Equal(("previewsChanged", bob.Id, seq), (e.Text("kind"), e.Text("sender"), e.GetProperty("target").GetInt64()));
        Assert.Equal(preview.GetRawText(), e.GetProperty("previews")[0].GetRawText());

        // T8: the image is for who may read the message.
        var file = $"rooms/{room}/files/{image.Text("id")}";
        Assert.Equal((200, 404, 401), ((await ann.Client.Get(file)).Status, (await stranger.Client.Get(file)).Status, (await _server.Client().Get(file)).Status));
        Assert.DoesNotContain("where I live", (await ann.Client.Get(file)).Body, StringComparison.Ordinal);

        // The text goes, and what was found of it; the same page is not asked for twice.
        await bob.Client.Send(HttpMethod.Patch, $"rooms/{room}/messages/{seq}", JsonContent(new { clientId = "e1", text = $"{_site.Url("/page/tea")} {_site.Url("/page/cake")}" }));
        Assert.Equal(["The tea & more", "The cake & more"], (await Previews(ann, room, seq, 2)).Select(one => one.Text("title")));
        Assert.Equal(1, _site.Asked("/page/tea"));
        Assert.Equal(404, (await ann.Client.Get(file)).Status);

        // Who wrote it or looks after the room takes one away; it does not come back, whatever is edited.
        var stay = (await Previews(ann, room, seq, 2))[1].GetProperty("image").Text("id");
        var remove = $"rooms/{room}/messages/{seq}/previews?url={Uri.EscapeDataString(_site.Url("/page/tea"))}";
        Assert.Equal((404, 204, 204), ((await stranger.Client.Delete(remove)).Status, (await ann.Client.Delete(remove)).Status, (await bob.Client.Delete(remove)).Status));
        Assert.Equal(["The cake & more"], (await Previews(bob, room, seq, 1)).Select(one => one.Text("title")));
        Assert.Equal(200, (await ann.Client.Get($"rooms/{room}/files/{stay}")).Status);
        await bob.Client.Send(HttpMethod.Patch, $"rooms/{room}/messages/{seq}", JsonContent(new { clientId = "e2", text = $"{_site.Url("/page/tea")} {_site.Url("/page/jam")}" }));
        Assert.Equal(["The jam & more"], (await Previews(bob, room, seq, 1, "jam")).Select(one => one.Text("title")));
        var others = await ann.Say(room, _site.Url("/page/others"));
        await Previews(ann, room, others, 1);
        Assert.Equal("not-your-message", (await bob.Client.Delete($"rooms/{room}/messages/{others}/previews")).Code);
        Assert.Equal(204, (await ann.Client.Delete($"rooms/{room}/messages/{others}/previews")).Status);
        await Previews(ann, room, others, 0);

        // With the message all of it goes, from the log and from the disk.
        var last = (await Previews(bob, room, seq, 1))[0].GetProperty("image").Text("id")!;
        Assert.True(OnDisk(last));
        await bob.Client.Delete($"rooms/{room}/messages/{seq}");
        Assert.DoesNotContain("jam", (await ann.Client.Get($"rooms/{room}/events?after=0")).Body, StringComparison.Ordinal);
        Assert.Equal(404, (await ann.Client.Get($"rooms/{room}/files/{last}")).Status);
        await _server.Services.GetServices<IHostedService>().OfType<FileEraser>().Single().EraseAsync();
        Assert.False(OnDisk(last));
        Assert.False(OnDisk(image.Text("id")!));
    }

    [Fact]
    public async Task T18_Pages_that_are_made_against_their_readers_cost_nobody_anything()
    {
        var user = await _server.SignedIn("t18-previews");
        var room = await user.NewRoom();
        var started = DateTimeOffset.UtcNow;
        var seqs = new Dictionary<string, long>();
        foreach (var path in new[]
        {
            "/slow", "/endless", "/bomb", "/deep", "/comments", "/nothing", "/binary", "/to?url=http://169.254.169.254/latest", "/to?url=http://127.0.0.2:1/", "/to?url=file:///etc/passwd",
            "/to?url=/to?url=/to?url=/to?url=/page/a", "/odd/svg", "/odd/huge", "/odd/lie", "/odd/cut", "/odd/large", "/with-image?src=/odd/svg", "/with-image?src=/odd/huge", "/with-image?src=/odd/cut",
            "/with-image?src=/odd/large", "/with-image?src=/odd/lie", "/with-image?src=http://169.254.169.254/x.png", "/with-image?src=javascript:alert(1)", "/with-image?src=/slow",
        })
        {
            seqs[path] = await user.Say(room, _site.Url(path));
        }

        // Sends wait for no page: the first alone takes as long as a page may.
        Assert.Equal(1 + seqs.Values.Min(), seqs.Values.Order().ElementAt(1));
        var end = await user.Say(room, _site.Url("/page/end"));
        await Previews(user, room, end, 1, patience: TimeSpan.FromSeconds(20));

        var messages = (await user.Client.Get($"rooms/{room}/messages?limit=100")).Json.GetProperty("messages").EnumerateArray().ToDictionary(message => message.Seq());
        var shown = seqs.Where(one => messages[one.Value].TryGetProperty("previews", out _)).ToDictionary(one => one.Key, one => messages[one.Value].GetProperty("previews")[0]);
        Assert.Equal(
            seqs.Keys.Where(path => path is "/bomb" or "/deep" or "/endless" || path.StartsWith("/with-image", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            shown.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(shown.Values, preview => preview.TryGetProperty("image", out _));
        Assert.True(DateTimeOffset.UtcNow - started < TimeSpan.FromSeconds(20));
    }

    private static StringContent JsonContent(object body) => new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    /// <summary>The previews of a message, once there are so many.</summary>
    private static async Task<JsonElement[]> Previews(TestUser user, string room, long seq, int count, string with = "", TimeSpan? patience = null)
    {
        JsonElement[] previews = [];
        await Eventually.Is(
            async () =>
            {
                var message = (await user.Client.Get($"rooms/{room}/messages/{seq}")).Json;
                previews = message.TryGetProperty("previews", out var found) ? [.. found.EnumerateArray()] : [];
                return previews.Length == count && previews.All(one => one.GetRawText().Contains(with, StringComparison.Ordinal));
            },
            $"message {seq} has {count} previews {with}",
            patience);
        return previews;
    }

    private bool OnDisk(string id) => File.Exists(Path.Combine(_server.Services.GetRequiredService<EmbeddedInstallation>().DataPath, "files", id[1..3], id));
}
