using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Parley.Silo.Embedded;
using Parley.Tests.Support;
using Parley.WebFrontend.Files;
using Xunit;

namespace Parley.Tests.Http.Files;

[Trait("Scope", "P6")]
public sealed class FilesApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_file_that_breaks_off_goes_on_from_where_it_is_and_becomes_part_of_a_message()
    {
        var user = await _server.SignedIn("uploader");
        var room = await user.NewRoom(visibility: "private");
        var png = Images.Png(320, 200, 5000);
        var begun = await user.Client.Post($"rooms/{room}/uploads", new { name = "猫 cat.png", size = png.Length });
        var id = begun["id"]!;

        Assert.Equal((201, $"/api/v1/uploads/{id}"), (begun.Status, begun.Headers.Location!.ToString()));
        Assert.Equal((204, "2000"), await Patch(user, id, 0, png[..2000]));
        Assert.Equal((409, null), await Patch(user, id, 0, png[..2000])); // what was answered for is not written again
        using (var head = await Ask(user, HttpMethod.Head, $"uploads/{id}"))
        {
            Assert.Equal(("2000", "5000"), (Header(head, "Upload-Offset"), Header(head, "Upload-Length")));
        }

        Assert.Equal(404, (await user.Client.Post($"rooms/{room}/messages", new { clientId = "early", text = "", files = new[] { id } })).Status);
        Assert.Equal((204, "5000"), await Patch(user, id, 2000, png[2000..]));
        Assert.Equal(("image/png", "320", "200"), await Of(user, id));

        var sent = await user.Client.Post($"rooms/{room}/messages", new { clientId = "c1", files = new[] { id } });
        var again = await user.Client.Post($"rooms/{room}/messages", new { clientId = "c1", files = new[] { id } });
        var other = await user.Client.Post($"rooms/{room}/messages", new { clientId = "c2", text = "x", files = new[] { id } });

        Assert.Equal((201, 200, 409, "file-used"), (sent.Status, again.Status, other.Status, other.Code));
        var file = sent.Json.GetProperty("files")[0];
        Assert.Equal((id, "猫 cat.png", "image/png", 5000, 320, 200), (
            file.Text("id"), file.Text("name"), file.Text("type"), file.GetProperty("size").GetInt32(), file.GetProperty("width").GetInt32(), file.GetProperty("height").GetInt32()));
        var events = await user.Client.Get($"rooms/{room}/events?after={sent.Json.Seq() - 1}");
        Assert.Equal(id, events.Json.GetProperty("events")[0].GetProperty("files")[0].Text("id"));

        var page = await user.Client.Get($"rooms/{room}/messages?around={sent.Json.Seq()}");
        Assert.Equal(id, page.Json.GetProperty("messages")[0].GetProperty("files")[0].Text("id"));

        using var whole = await Ask(user, HttpMethod.Get, $"rooms/{room}/files/{id}");
        Assert.Equal(png, await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/png", whole.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("inline; filename=", whole.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-cache, private", "same-origin"), (Header(whole, "X-Content-Type-Options"), whole.Headers.CacheControl!.ToString(), Header(whole, "Cross-Origin-Resource-Policy")));
        Assert.StartsWith("sandbox; default-src 'none'", Header(whole, "Content-Security-Policy"), StringComparison.Ordinal);

        using var part = await Ask(user, HttpMethod.Get, $"rooms/{room}/files/{id}", request => request.Headers.Range = new RangeHeaderValue(100, 199));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(png[100..200], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var known = await Ask(user, HttpMethod.Get, $"rooms/{room}/files/{id}", request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);

        await Eventually.Is(async () => (await user.Client.Get("search?q=has:image")).Json.GetProperty("hits").GetArrayLength() == 1, "the image is found");
    }

    [Fact]
    public async Task What_a_connection_that_breaks_has_brought_is_kept()
    {
        var user = await _server.SignedInOnce();
        var id = await Begin(user, await user.NewRoom(), "big.bin", 1_000_000);
        using (var socket = new System.Net.Sockets.TcpClient())
        {
            await socket.ConnectAsync(_server.Address.Host, _server.Address.Port, TestContext.Current.CancellationToken);
            var stream = socket.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"PATCH /api/v1/uploads/{id} HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nAuthorization: Bearer {user.AccessToken}\r\nContent-Type: application/offset+octet-stream\r\n" +
                    $"Upload-Offset: 0\r\nContent-Length: 1000000\r\n\r\n{new string('x', 300_000)}"),
                TestContext.Current.CancellationToken);
            await Task.WhenAny(stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask(), Eventually.Is(() => Task.FromResult(OnDisk(id) >= 300_000), "it is on disk"));
        }

        await Eventually.Is(
            async () =>
            {
                using var head = await Ask(user, HttpMethod.Head, $"uploads/{id}");
                return Header(head, "Upload-Offset") == "300000";
            },
            "the offset is where the connection broke");
        Assert.Equal((204, "1000000"), await Patch(user, id, 300_000, new byte[700_000]));
    }

    [Fact]
    public async Task T8_every_way_to_a_file_asks_for_membership_each_time()
    {
        var (owner, member, stranger) = (await _server.SignedIn("t8-owner"), await _server.SignedIn("t8-member"), await _server.SignedIn("t8-stranger"));
        var (room, elsewhere) = (await owner.NewRoom("t8-room", "private"), await stranger.NewRoom("t8-elsewhere"));
        await owner.Put($"rooms/{room}/members/{member.Id}", null);
        var id = await Whole(owner, room, "plan.png", Images.Png(10, 10));
        Assert.Equal(204, (await owner.Client.Send(HttpMethod.Put, $"uploads/{id}/thumbnail", new ByteArrayContent(Images.Png(2, 2)))).Status);

        // While it is in no message it is its owner's alone, and nobody else can send, see, go on with or erase it.
        Assert.Equal(404, (await member.Client.Get($"rooms/{room}/files/{id}")).Status);
        Assert.Equal(404, (await owner.Client.Get($"rooms/{room}/files/{id}")).Status);
        Assert.Equal(404, (await member.Client.Get($"uploads/{id}")).Status);
        Assert.Equal(404, (await member.Client.Delete($"uploads/{id}")).Status);
        Assert.Equal((404, null), await Patch(member, id, 0, [1]));
        Assert.Equal(404, (await member.Client.Send(HttpMethod.Put, $"uploads/{id}/thumbnail", new ByteArrayContent(Images.Png(2, 2)))).Status);
        Assert.Equal("upload-not-found", (await member.Client.Post($"rooms/{room}/messages", new { clientId = "m", text = "x", files = new[] { id } })).Code);
        Assert.Equal("upload-not-found", (await stranger.Client.Post($"rooms/{elsewhere}/messages", new { clientId = "s", text = "x", files = new[] { id } })).Code);

        var seq = (await owner.Client.Post($"rooms/{room}/messages", new { clientId = "o", text = "the plan", files = new[] { id } })).Json.Seq();
        string[] ways = [$"rooms/{room}/files/{id}", $"rooms/{room}/files/{id}/thumbnail", $"rooms/t8-room/files/{id}"];
        foreach (var way in ways)
        {
            Assert.Equal(200, (int)(await Ask(member, HttpMethod.Get, way)).StatusCode);
            Assert.Equal((404, "room-not-found"), Problem(await stranger.Client.Get(way)));
            using var range = await Ask(stranger, HttpMethod.Get, way, request => request.Headers.Range = new RangeHeaderValue(0, 0));
            using var known = await Ask(stranger, HttpMethod.Get, way, request => request.Headers.TryAddWithoutValidation("If-None-Match", $"\"{id}\""));
            Assert.Equal((404, 404), ((int)range.StatusCode, (int)known.StatusCode));
            Assert.Equal(401, (await _server.Client().Get(way)).Status);
        }

        Assert.Equal((404, "file-not-found"), Problem(await stranger.Client.Get($"rooms/{elsewhere}/files/{id}"))); // by way of a room of one's own
        Assert.Equal((404, "file-not-found"), Problem(await member.Client.Get($"rooms/{room}/files/..%2f..%2fidentity.db")));

        await owner.Client.Delete($"rooms/{room}/members/{member.Id}");
        foreach (var way in ways)
        {
            Assert.Equal((404, "room-not-found"), Problem(await member.Client.Get(way)));
            using var known = await Ask(member, HttpMethod.Get, way, request => request.Headers.TryAddWithoutValidation("If-None-Match", $"\"{id}\""));
            Assert.Equal(HttpStatusCode.NotFound, known.StatusCode); // what the browser holds is not confirmed either
        }

        await owner.Client.Delete($"rooms/{room}/messages/{seq}");
        Assert.Equal((404, "file-not-found"), Problem(await owner.Client.Get(ways[0])));
        Assert.Equal((404, "file-not-found"), Problem(await owner.Client.Get(ways[1])));
        Assert.DoesNotContain("plan.png", (await owner.Client.Get($"rooms/{room}/events?after=0")).Body, StringComparison.Ordinal);
        Assert.True(OnDisk(id) > 0);
        await _server.Services.GetServices<IHostedService>().OfType<FileEraser>().Single().EraseAsync();
        Assert.Equal((0, 0), (OnDisk(id), OnDisk(FileIds.Thumbnail(id))));
    }

    [Fact]
    public async Task T18_odd_images_and_types_are_refused_and_what_may_have_scripts_is_only_saved()
    {
        var user = await _server.SignedIn("t18-files");
        var room = await user.NewRoom();
        foreach (var (name, content) in new (string, byte[])[]
        {
            ("bomb.png", Images.Png(60_000, 60_000)), ("cut.png", Images.Png(1, 1)[..20]), ("none.png", Images.Png(0, 0)), ("lie.png", "<svg/>"u8.ToArray()), ("lie.txt", Images.Png(1, 1)),
            ("cut.jpg", [0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff]), ("noname", [0xff, 0xd8, 0xff, 0xc0]),
        })
        {
            var id = await Begin(user, room, name, content.Length);
            Assert.Equal((422, null), await Patch(user, id, 0, content));
            Assert.Equal("upload-not-found", (await user.Client.Post($"rooms/{room}/messages", new { clientId = id, text = "x", files = new[] { id } })).Code);
        }

        foreach (var (name, content) in new[] { ("x.svg", "<svg onload='alert(1)'/>"), ("x.html", "<script>alert(1)</script>"), ("x.xml", "<?xml version='1.0'?><a/>") })
        {
            var id = await Whole(user, room, name, Encoding.UTF8.GetBytes(content));
            await user.Client.Post($"rooms/{room}/messages", new { clientId = id, text = "", files = new[] { id } });
            using var answer = await Ask(user, HttpMethod.Get, $"rooms/{room}/files/{id}");
            Assert.Equal(("text/plain", "attachment"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.DispositionType));
            Assert.StartsWith("sandbox;", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_named_in_a_send_that_was_refused_is_free_for_another_and_what_a_message_has_stays_with_it()
    {
        var (owner, user) = (await _server.SignedIn("rel-" + Guid.NewGuid().ToString("N")[..12]), await _server.SignedIn("rel-" + Guid.NewGuid().ToString("N")[..12]));
        var room = await owner.NewRoom();
        await user.JoinRoom(room);
        var (id, other) = (await Whole(user, room, "a.txt", "a"u8.ToArray()), await Whole(user, room, "b.txt", "b"u8.ToArray()));
        Task<Answer> Send(string clientId, string text, string file) => user.Client.Post($"rooms/{room}/messages", new { clientId, text, files = new[] { file } });

        await owner.Patch($"rooms/{room}/members/{user.Id}", new { role = "muted" });
        Assert.Equal("muted", (await Send("c1", "x", id)).Code);
        await owner.Patch($"rooms/{room}/members/{user.Id}", new { role = "member" });
        Assert.Equal(201, (await Send("c2", "x", id)).Status);

        Assert.Equal("client-id-conflict", (await Send("c2", "another text", id)).Code); // refused, and the message has it all the same
        Assert.Equal("file-used", (await Send("c3", "x", id)).Code);
        Assert.Equal(201, (await Send("c4", "x", other)).Status);
    }

    [Fact]
    public async Task What_an_upload_may_not_be_is_refused()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        foreach (var (body, code) in new (object, string)[]
        {
            (new { name = "x", size = 0 }, "invalid"), (new { name = "x" }, "invalid"), (new { size = 1 }, "invalid"), (new { name = "../x", size = 1 }, "invalid"), (new { name = "a\nb", size = 1 }, "invalid"),
            (new { name = new string('x', 201), size = 1 }, "invalid"), (new { name = "x", size = 50L * 1024 * 1024 + 1 }, "too-large"), (new { name = "x", size = long.MaxValue }, "too-large"),
        })
        {
            Assert.Equal(code, (await user.Client.Post($"rooms/{room}/uploads", body)).Code);
        }

        var id = await Begin(user, room, "x.bin", 4);
        Assert.Equal((413, null), await Patch(user, id, 0, new byte[5]));
        Assert.Equal((204, "2"), await Patch(user, id, 0, new byte[2]));
        Assert.Equal(415, (await user.Client.Send(HttpMethod.Patch, $"uploads/{id}", new StringContent("{}", Encoding.UTF8, "application/json"))).Status);
        Assert.Equal(204, (await user.Client.Delete($"uploads/{id}")).Status);
        Assert.Equal((409, null), await Patch(user, id, 2, new byte[2]));
        Assert.Equal(422, (await user.Client.Post($"rooms/{room}/messages", new { clientId = "n", text = "x", files = Enumerable.Repeat("f" + new string('0', 32), 2) })).Status);
        Assert.Equal(422, (await user.Client.Post($"rooms/{room}/messages", new { clientId = "n", text = "", files = Array.Empty<string>() })).Status);
    }

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private long OnDisk(string id)
    {
        var path = Path.Combine(_server.Services.GetRequiredService<EmbeddedInstallation>().DataPath, "files", id[1..3], id);
        return File.Exists(path) ? new FileInfo(path).Length : 0;
    }

    [Fact]
    public async Task What_nobody_has_used_is_erased_after_its_time_and_its_place_given_back()
    {
        await using var server = await TestServer.Start("--Parley:Files:UnusedLifetime=00:01:00", "--Parley:Files:EraseEvery=00:00:01", "--Parley:Files:MaxTotalPerUser=9");
        var user = await server.SignedIn("forgetful");
        var room = await user.NewRoom("forgetful", "private");
        var (used, unused) = (await Begin(user, room, "used.txt", 4), await Begin(user, room, "unused.txt", 5));
        foreach (var (id, text) in new[] { (used, "used"), (unused, "waste") })
        {
            using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(text)) { Headers = { { "Content-Type", "application/offset+octet-stream" } } };
            Assert.Equal(204, (await user.Client.With("Upload-Offset", "0").Send(HttpMethod.Patch, $"uploads/{id}", content)).Status);
        }

        await user.Client.Post($"rooms/{room}/messages", new { clientId = "c", text = "", files = new[] { used } });
        Assert.Equal("quota-used", (await user.Client.Post($"rooms/{room}/uploads", new { name = "more.txt", size = 5 })).Code);

        server.Clock.Advance(TimeSpan.FromSeconds(61));

        string Path(string id) => System.IO.Path.Combine(server.Services.GetRequiredService<EmbeddedInstallation>().DataPath, "files", id[1..3], id);
        await Eventually.Is(async () => (await user.Client.Get($"uploads/{unused}")).Status == 404 && !File.Exists(Path(unused)), "the upload is gone");
        Assert.Equal(201, (await user.Client.Post($"rooms/{room}/uploads", new { name = "more.txt", size = 5 })).Status);
        Assert.Equal((200, true), ((await user.Client.Get($"rooms/{room}/files/{used}")).Status, File.Exists(Path(used))));
    }

    [Fact]
    public async Task A_send_that_comes_too_fast_claims_no_upload()
    {
        await using var server = await TestServer.Start("--Parley:Throttling:Enabled=true", "--Parley:Throttling:Send=1/min");
        var user = await server.SignedIn("hasty");
        var room = await user.NewRoom("hasty", "private");
        var upload = await Begin(user, room, "notes.txt", 5);
        using var content = new ByteArrayContent("notes"u8.ToArray()) { Headers = { { "Content-Type", "application/offset+octet-stream" } } };
        Assert.Equal(204, (await user.Client.With("Upload-Offset", "0").Send(HttpMethod.Patch, $"uploads/{upload}", content)).Status);
        Assert.Equal(201, (await user.Client.Post($"rooms/{room}/messages", new { clientId = "first", text = "hello" })).Status);

        var files = new[] { upload };
        Assert.Equal(429, (await user.Client.Post($"rooms/{room}/messages", new { clientId = "too-fast", text = "here", files })).Status);

        server.Clock.Advance(TimeSpan.FromSeconds(65));
        var later = await user.Client.Post($"rooms/{room}/messages", new { clientId = "later", text = "here", files });
        Assert.True(later.Status == 201, later.Body);
    }

    private static async Task<(string?, string?, string?)> Of(TestUser user, string id)
    {
        var upload = (await user.Client.Get($"uploads/{id}")).Json;
        return (upload.Text("type"), upload.GetProperty("width").ToString(), upload.GetProperty("height").ToString());
    }

    private static async Task<string> Begin(TestUser user, string room, string name, long size) => (await user.Client.Post($"rooms/{room}/uploads", new { name, size }))["id"]!;

    private async Task<string> Whole(TestUser user, string room, string name, byte[] content)
    {
        var id = await Begin(user, room, name, content.Length);
        var (status, _) = await Patch(user, id, 0, content);
        return status == 204 ? id : throw new InvalidOperationException($"{name}: {status}");
    }

    /// <summary>Status, and where the upload is afterwards.</summary>
    private async Task<(int Status, string? Offset)> Patch(TestUser user, string id, long offset, byte[] content)
    {
        using var answer = await Ask(user, HttpMethod.Patch, $"uploads/{id}", request =>
        {
            request.Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } };
            request.Headers.Add("Upload-Offset", offset.ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
        return ((int)answer.StatusCode, Header(answer, "Upload-Offset"));
    }

    private async Task<HttpResponseMessage> Ask(TestUser user, HttpMethod method, string path, Action<HttpRequestMessage>? prepare = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = _server.Address };
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", user.AccessToken) } };
        prepare?.Invoke(request);
        return await http.SendAsync(request);
    }
}
