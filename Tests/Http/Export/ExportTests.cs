using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Export;

/// <summary>Everybody gets all that is kept of them, and nothing of others.</summary>
[Trait("Scope", "P6")]
public sealed class ExportTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task An_export_holds_what_I_have_written_everywhere_and_nothing_of_others()
    {
        var (ann, bob) = (await _server.SignedIn("exp-" + Guid.NewGuid().ToString("N")[..16]), await _server.SignedIn("exp-" + Guid.NewGuid().ToString("N")[..16]));
        var (room, left) = (await bob.NewRoom(), await bob.NewRoom(visibility: "public"));
        await ann.JoinRoom(room);
        await ann.JoinRoom(left);
        await ann.Say(room, "mine 一");
        await bob.Say(room, "not hers");
        await ann.Say(left, "mine as well");
        var gone = await ann.Say(room, "taken back");
        await ann.Client.Delete($"rooms/{room}/messages/{gone}");
        await ann.Client.Delete($"rooms/{left}/members/me");
        await ann.Client.Send(HttpMethod.Put, $"me/drafts/{room}", JsonContent.Create(new { text = "not yet" }));

        using var http = new HttpClient { BaseAddress = _server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ann.AccessToken);
        using var response = await http.GetAsync("/api/v1/me/export", TestContext.Current.CancellationToken);
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var events = Text(zip, "events.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var texts = events.Where(e => e.Text("kind") == "messagePosted" && e.TryGetProperty("text", out _)).Select(e => (e.Text("room"), e.Text("text"))).ToArray();

        Assert.Equal("application/zip", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal([(room, "mine 一"), (left, "mine as well")], texts.OrderBy(text => text.Item1 != room));
        Assert.All(events, e => Assert.Equal(ann.Id, e.Text("sender")));
        Assert.Contains(events, e => e.Text("kind") == "messageDeleted");
        Assert.DoesNotContain("taken back", Text(zip, "events.jsonl"), StringComparison.Ordinal);
        Assert.Equal(ann.Id, JsonDocument.Parse(Text(zip, "user.json")).RootElement.Text("id"));
        Assert.Contains("not yet", Text(zip, "state.json"), StringComparison.Ordinal);
        Assert.Equal("[]", Text(zip, "scheduled.json"));
    }

    [Fact]
    [Trait("Scope", "S9")]
    public async Task As_a_job_it_says_how_far_it_is_and_is_a_file_of_mine_alone_until_I_am_erased()
    {
        var (ann, bob) = (await _server.SignedIn("exp-" + Guid.NewGuid().ToString("N")[..16]), await _server.SignedIn("exp-" + Guid.NewGuid().ToString("N")[..16]));
        await ann.Say(await ann.NewRoom(), "mine");

        var begun = await ann.Client.Post("me/exports");
        var job = await Ended(ann, begun["id"]!);
        var path = job.Json.GetProperty("result").Text("href")!;
        using var http = new HttpClient { BaseAddress = _server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ann.AccessToken);
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var others = await bob.Client.Get(path);

        Assert.Equal((202, $"/api/v1/jobs/{begun["id"]}"), (begun.Status, begun.Headers.Location!.ToString()));
        Assert.Equal(("success", 1), (job["state"], job.Json.GetProperty("progress").GetProperty("total").GetInt32() > 0 ? 1 : 0));
        Assert.Contains("mine", Text(zip, "events.jsonl"), StringComparison.Ordinal);
        Assert.Equal((404, Parley.Errors.ErrorCatalog.JobNotFound), (others.Status, others.Code));

        var store = _server.Services.GetRequiredService<Parley.FileStores.IFileStore>();
        var file = Parley.Export.ExportJobs.FileOf(begun["id"]!);
        Assert.NotNull(await Bytes(store, file));
        Assert.False((await _server.Grains.UserErasure(ann.Id).Begin(null)).IsError);
        await Eventually.Is(async () => await Bytes(store, file) is null, "the file is gone");
    }

    private static async Task<long?> Bytes(Parley.FileStores.IFileStore store, string file)
    {
        await using var stream = await store.OpenReadAsync(file);
        return stream?.Length;
    }

    private static async Task<Answer> Ended(TestUser user, string job)
    {
        Answer? answer = null;
        await Eventually.Is(async () => (answer = await user.Client.Get($"jobs/{job}"))["state"] is "success" or "failure", "the job has ended");
        return answer!;
    }

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
