using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Parley.FileStores;
using Parley.Grains.Ids;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Grains.Transfer;
using Parley.Silo.Admin;
using Parley.Tests.Support;
using Parley.Tests.Unit.Transfer;
using Parley.WebFrontend.Files;
using Xunit;

namespace Parley.Tests.Processes.Transfer;

/// <summary>From one installation into another: everything has the number, the time and the words that it had, under other ids.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly TempFolder _place = new();

    private string File => Path.Combine(_place.Path, "all.jsonl");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task What_is_exported_is_the_same_after_an_import_that_was_broken_off_and_run_again()
    {
        // 1. A room with a bit of everything, and a conversation.
        TempFolder there = new(), here = new();
        await using var first = await TestServer.Start(there, _ => { });
        var (ann, bob) = (await first.SignedIn("ann"), await first.SignedIn("bob"));
        var room = await ann.NewRoom("harbour");
        await bob.JoinRoom(room);
        var root = await ann.Say(room, "hello @bob ⚓");
        await ann.Client.Post($"rooms/{room}/messages", new { clientId = "t", text = "in a thread", thread = root });
        await bob.Client.Post($"rooms/{room}/messages", new { clientId = "r", text = "a reply", replyTo = root });
        await ann.Client.Send(HttpMethod.Patch, $"rooms/{room}/messages/{root}", System.Net.Http.Json.JsonContent.Create(new { clientId = "e", text = "hello @bob, mended" }));
        await bob.Client.Send(HttpMethod.Put, $"rooms/{room}/messages/{root}/reactions/{Uri.EscapeDataString("👍")}");
        var gone = await bob.Say(room, "to be deleted");
        await bob.Client.Send(HttpMethod.Delete, $"rooms/{room}/messages/{gone}");
        await ann.Client.Post($"rooms/{room}/messages", new { clientId = "f", files = new[] { await ann.Upload(room, "chart.txt", "chart") } });
        var direct = (await ann.Client.Post("direct", new { user = "bob" }))["id"]!;
        await bob.Say(direct, "between us");
        var group = (await ann.Client.Post("direct", new { users = new[] { "bob", (await first.SignedIn("cid")).SignedIn.User.UserName } }))["id"]!;
        await bob.Say(group, "among three");
        for (var i = 0; i < 120; i++)
        {
            await ann.Say(room, $"more {i}");
        }

        Assert.StartsWith("Wrote ", await Admin(0, "export", File, "--data-path", there.Path), StringComparison.Ordinal);
        Assert.Contains("There is no room attic", await Admin(1, "export", File + "2", "--room", "attic", "--data-path", there.Path), StringComparison.Ordinal);
        var history = (await Events(ann, room), await Events(ann, direct), await Events(ann, group));

        // 2. Into another, which has a room of that name; broken off in the middle, and run again by the command line.
        var second = await TestServer.Start(here, _ => { });
        await (await second.SignedIn("zoe")).NewRoom("harbour");
        await second.SignedIn("bob");
        Assert.Contains("the names bob", (await Assert.ThrowsAsync<TransferException>(() => Import(second, sameUsers: false, Cancellation))).Message, StringComparison.Ordinal);
        using var killed = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Import(second, sameUsers: true, killed.Token, killed));
        Assert.Contains("Stop it first", await Admin(1, "import", File, "--same-users", "--data-path", here.Path), StringComparison.Ordinal);
        await second.Stop();
        Assert.StartsWith("Brought in ", await Admin(0, "import", File, "--same-users", "--data-path", here.Path), StringComparison.Ordinal);
        Assert.StartsWith("Brought in ", await Admin(0, "import", File, "--same-users", "--data-path", here.Path), StringComparison.Ordinal); // once more does no harm

        // 3. The same.
        await using var third = await TestServer.Start(here, _ => { });
        var annHere = await third.SignedInAgain((await third.Grains.UserName("ann").Find())!.Id);
        var mine = (await annHere.Client.Get("rooms?member=me")).Json.EnumerateArray().ToArray();
        var roomHere = mine.Single(one => one.Text("name") == "harbour-2").Text("id")!;
        var directHere = mine.Single(one => one.Text("visibility") == "direct").Text("id")!;
        var (imported, importedDirect) = (await Events(annHere, roomHere), await Events(annHere, directHere));
        Assert.Equal(history.Item1.Select(Shape), imported.Select(Shape));
        Assert.Equal(history.Item2.Select(Shape), importedDirect.Select(Shape));
        var bobHere = (await third.Grains.UserName("bob").Find())!.Id;
        var groupHere = mine.Single(one => one.Text("visibility") == "group").Text("id")!;
        Assert.Equal(history.Item3.Select(Shape), (await Events(annHere, groupHere)).Select(Shape));
        Assert.Equal(groupHere, (await annHere.Client.Post("direct", new { users = new[] { "cid", "bob" } }))["id"]); // it is theirs, and no second one is made
        Assert.Contains(bobHere, imported.Single(e => e.Seq() == root).GetRawText(), StringComparison.Ordinal); // whom it mentions
        Assert.DoesNotContain(imported, e => e.GetRawText().Contains(bob.Id, StringComparison.Ordinal) || e.GetRawText().Contains(ann.Id, StringComparison.Ordinal));
        var file = imported.Single(e => e.TryGetProperty("files", out _)).GetProperty("files")[0].Text("id")!;
        Assert.Equal("chart", (await annHere.Client.Get($"rooms/{roomHere}/files/{file}")).Body);
        Assert.Equal(history.Item1.Count + 1, await annHere.Say(roomHere, "and on"));
        third.Clock.Advance(TimeSpan.FromHours(2)); // by then it is known which files messages have
        await third.Services.GetServices<IHostedService>().OfType<FileEraser>().Single().EraseAsync();
        Assert.Equal("chart", (await (await third.SignedInAgain(annHere.Id)).Client.Get($"rooms/{roomHere}/files/{file}")).Body);
        await third.Stop();

        // 4. Once more by somebody who knows nothing of the first time: people have one conversation with each other.
        System.IO.File.Delete(Assert.Single(Directory.GetFiles(_place.Path, "*.imported-*")));
        Assert.EndsWith("; 2 conversations were left out, whose people have one here already.\n", (await Admin(0, "import", File, "--same-users", "--data-path", here.Path)).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/hostname")]
    public async Task An_export_that_names_a_file_elsewhere_brings_none_in(string id)
    {
        Directory.CreateDirectory(ExportWriter.FolderOf(File));
        await System.IO.File.WriteAllTextAsync(Path.Combine(_place.Path, "secret"), "secret", Cancellation);
        await System.IO.File.WriteAllLinesAsync(
            File,
            [
                """{"type":"export","format":1}""", """{"type":"user","id":"U","userName":"ann"}""", """{"type":"room","id":"R","name":"quay","lastSeq":3}""",
                """{"type":"event","room":"R","seq":1,"kind":"roomCreated","at":"2026-01-01T00:00:00Z","n":0,"sender":"U","payload":{"name":"quay","title":"Quay","visibility":"Public"}}""",
                """{"type":"event","room":"R","seq":2,"kind":"memberJoined","at":"2026-01-01T00:00:00Z","n":0,"sender":"U","payload":{"user":"U","role":"Owner"}}""",
                $$$"""{"type":"event","room":"R","seq":3,"kind":"messagePosted","at":"2026-01-01T00:00:00Z","n":1,"sender":"U","payload":{"text":"hello","files":[{"id":"{{{id}}}","name":"x","type":"text/plain","size":6}]}}""",
                """{"type":"end","users":1,"rooms":1,"events":3}""",
            ],
            Cancellation);
        using var here = new TempFolder();

        Assert.Equal(
            $"Brought in 1 users, 1 rooms, 3 events, 0 files. 1 files that messages name are not in {ExportWriter.FolderOf(File)}: the messages are without them. Put the folder beside the export before you import it.",
            OneLine(await Admin(0, "import", File, "--data-path", here.Path)));
    }

    [Fact]
    public async Task What_a_newer_program_has_written_is_refused_in_one_line()
    {
        await System.IO.File.WriteAllTextAsync(File, Room("""{"type":"event","room":"R","seq":2,"kind":"roomPainted","at":"2026-01-01T00:00:00Z","n":0,"sender":"U","payload":{"colour":"blue"}}"""), Cancellation);
        using var here = new TempFolder();

        Assert.Equal(
            $"Line 5 of {File} is an event of kind roomPainted, version 1, which this program does not know. Nothing was changed. Import it with Parley 9.9 or newer.",
            OneLine(await Admin(1, "import", File, "--data-path", here.Path)));
    }

    [Theory]
    [InlineData("", "its first line does not say so")]
    [InlineData("{\"type\":\"user\"}\n", "its first line does not say so")]
    [InlineData("{\"type\":\"export\",\"format\":1}\n", "its end is missing")]
    [InlineData("{\"type\":\"export\",\"format\":2,\"program\":\"9.9\"}\n{\"type\":\"end\",\"events\":0}\n", "written by Parley 9.9, in a format (2)")]
    [InlineData("nothing\n", "Line 1 of")]
    [InlineData("{\"type\":\"export\",\"format\":1}\nnull\n{\"type\":\"end\",\"events\":0}\n", "Line 2 of")]
    [InlineData("{\"type\":\"export\",\"format\":1}\n{\"type\":\"us", "is the last one: the file was cut off")]
    [InlineData("{\"type\":\"export\",\"format\":1}\n{\"type\":\"user\",\"id\":\"U\"}\n{\"type\":\"end\",\"events\":0}\n", "is a user without id or userName")]
    [InlineData("{\"type\":\"export\",\"format\":1}\n{\"type\":\"room\",\"id\":\"R\"}\n{\"type\":\"end\",\"events\":0}\n", "is a room without id, name or lastSeq")]
    public Task What_is_no_whole_export_is_refused_before_anything_is_made(string text, string sentence) => Refused(text, sentence);

    [Theory]
    [InlineData("""{"type":"event","room":"R","seq":2,"kind":"memberJoined","version":7,"at":"2026-01-01T00:00:00Z","sender":"U","payload":{"user":"U"}}""", "an event of kind memberJoined, version 7, which this program does not know")]
    [InlineData("""{"type":"event","room":"R","seq":2,"kind":"memberJoined","at":"2026-01-01T00:00:00Z","sender":"U","payload":{"user":7}}""", "an event of kind memberJoined whose members are not those of that kind")]
    [InlineData("""{"type":"event","room":"R","seq":2,"kind":"memberJoined","at":"2026-01-01T00:00:00Z","sender":"U"}""", "an event of kind memberJoined whose members are not those of that kind")]
    [InlineData("""{"type":"event","room":"R","seq":2,"kind":"messagePinned","at":"2026-01-01T00:00:00Z","sender":"U"}""", "an event of kind messagePinned whose members are not those of that kind")]
    [InlineData("""{"type":"event","room":"R","seq":2,"kind":"memberJoined","at":"2026-01-01T00:00:00Z","sender":"U","payload":{"user":"X"}}""", "The export has no user X, of whom it tells.")]
    [InlineData("""{"type":"event","room":"R","seq":3,"kind":"roomUnarchived","at":"2026-01-01T00:00:00Z","sender":"U"}""", "the event 3 of the room R, and not 2")]
    [InlineData("""{"type":"event","room":"S","seq":2,"kind":"roomUnarchived","at":"2026-01-01T00:00:00Z","sender":"U"}""", "an event of the room S, whose line is not before it")]
    [InlineData("""{"type":"event","room":"R","seq":2,"kind":"roomUnarchived","sender":"U"}""", "an event without seq, kind or at")]
    [InlineData("""{"type":"room","id":"S","name":"quay","lastSeq":1}""", "of the room quay it has 1 of 2 events")]
    public Task A_line_that_cannot_be_brought_in_is_named_before_anything_is_made(string line, string sentence) => Refused(Room(line), sentence);

    [Theory]
    [InlineData("slack", "users.json", "[7,{\"id\":\"U1\",\"name\":\"ann\"}]", "channels.json", "{", "channels.json in the archive cannot be read: it is no list in JSON.")]
    [InlineData("slack", "users.json", "[7]", "channels.json", "[]", "users.json in the archive names nobody")]
    [InlineData("slack", "users.json", "[{\"id\":\"U1\"}]", "channels.json", "[7,{\"id\":\"C1\",\"members\":[7]},{\"id\":\"C2\"}]", "C2/a.json in the archive has a message whose ts is no time.")]
    [InlineData("mattermost", "a.jsonl", "", "b", "", "The first line does not say which version it is")]
    [InlineData("mattermost", "a.jsonl", "{\"type\":\"version\",\"version\":2}", "b", "", "The export is of version 2; version 1 is known here.")]
    [InlineData("mattermost", "a.jsonl", "{\"type\":\"version\",\"version\":1}\n\n{\"type\":\"channel\",\"channel\":{}}", "b", "", "Line 3 of the export, of type channel, cannot be read.")]
    [InlineData("mattermost", "a.jsonl", "{\"type\":\"version\",\"version\":1}\n{\"type\":\"direct_channel\",\"direct_channel\":{\"members\":[]}}", "b", "", "Line 2 of the export, of type direct_channel, cannot be read.")]
    [InlineData("mattermost", "c.txt", "", "b", "", "The archive has no .jsonl at its top")]
    public async Task What_others_have_written_and_cannot_be_read_is_refused_in_one_line_and_nothing_is_left(string from, string first, string firstText, string second, string secondText, string sentence)
    {
        var archive = Path.Combine(_place.Path, "archive.zip");
        await System.IO.File.WriteAllBytesAsync(
            archive,
            SlackArchiveTests.Zip(new Dictionary<string, string> { [first] = firstText, [second] = secondText, ["C2/a.json"] = """[7,{"type":"message","user":"U1","text":"hello","ts":"noon"}]""" }),
            Cancellation);

        Assert.StartsWith(sentence, OneLine(await Admin(1, "convert", from, archive, File)), StringComparison.Ordinal);
        Assert.Equal([archive], Directory.EnumerateFileSystemEntries(_place.Path));
    }

    [Theory]
    [InlineData("slack", "is not a ZIP, or only a part of one.")]
    [InlineData("mattermost", "begins as a ZIP, and is none.")]
    public async Task An_archive_that_was_cut_off_is_refused_in_one_line(string from, string sentence)
    {
        var archive = Path.Combine(_place.Path, "archive.zip");
        await System.IO.File.WriteAllBytesAsync(archive, SlackArchiveTests.Zip(SlackArchiveTests.Sample)[..^100], Cancellation);

        Assert.Contains(sentence, OneLine(await Admin(1, "convert", from, archive, File)), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task What_Slack_and_Mattermost_have_exported_is_read_on_here()
    {
        var archive = Path.Combine(_place.Path, "slack.zip");
        await System.IO.File.WriteAllBytesAsync(archive, SlackArchiveTests.Zip(SlackArchiveTests.Sample), Cancellation);
        var here = new TempFolder();
        Assert.StartsWith("Wrote ", await Admin(0, "convert", "slack", archive, File), StringComparison.Ordinal);
        Assert.Contains("is there already", await Admin(1, "convert", "slack", archive, File), StringComparison.Ordinal);
        Assert.StartsWith("Brought in 4 users, 2 rooms, ", await Admin(0, "import", File, "--data-path", here.Path), StringComparison.Ordinal);
        var (bulk, second) = (Path.Combine(_place.Path, "bulk.zip"), Path.Combine(_place.Path, "second.jsonl"));
        await System.IO.File.WriteAllBytesAsync(bulk, SlackArchiveTests.Zip(MattermostExportTests.Archive), Cancellation);
        Assert.EndsWith("1 files. Now: admin import " + second, (await Admin(0, "convert", "mattermost", bulk, second)).TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("1 files; 1 conversations were left out, whose people have one here already.", (await Admin(0, "import", second, "--same-users", "--data-path", here.Path)).TrimEnd(), StringComparison.Ordinal);

        await using var server = await TestServer.Start(here, _ => { });
        var ann = await server.SignedInAgain((await server.Grains.UserName("ann").Find())!.Id);
        var rooms = (await ann.Client.Get("rooms?member=me")).Json.EnumerateArray().ToDictionary(room => room.Text("visibility")!, room => room.Text("id")!);
        var chart = (await ann.Client.Get($"rooms/{rooms["private"]}/messages?limit=50")).Json.GetProperty("messages")[0].GetProperty("files")[0];
        Assert.Equal(("chart.png", "image/png", 64), (chart.Text("name"), chart.Text("type"), chart.GetProperty("width").GetInt32()));
        Assert.Equal(200, (await ann.Client.Get($"rooms/{rooms["private"]}/files/{chart.Text("id")}")).Status);
        var messages = (await ann.Client.Get($"rooms/{rooms["public"]}/messages?limit=50")).Json.GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal("hello **@bob**", messages[0].Text("text"));
        Assert.Equal("👍", messages[0].GetProperty("reactions")[0].Text("emoji"));
        Assert.Equal("between us", (await ann.Client.Get($"rooms/{rooms["direct"]}/messages?limit=50")).Json.GetProperty("messages")[0].Text("text"));
        await ann.Say(rooms["direct"], "and on");
    }

    /// <summary>An export with one room, whose second event is this line.</summary>
    private static string Room(string second) => string.Join(
        '\n',
        """{"type":"export","format":1,"program":"9.9"}""", """{"type":"user","id":"U","userName":"ann"}""", """{"type":"room","id":"R","name":"quay","lastSeq":2}""",
        """{"type":"event","room":"R","seq":1,"kind":"roomCreated","at":"2026-01-01T00:00:00Z","n":0,"sender":"U","payload":{"name":"quay","title":"Quay","visibility":"Public"}}""",
        second, """{"type":"end","users":1,"rooms":1,"events":2}""", "");

    private async Task Refused(string text, string sentence)
    {
        await System.IO.File.WriteAllTextAsync(File, text, Cancellation);
        var refusal = await Assert.ThrowsAsync<TransferException>(() => new Importer(null!, null!, new IdMint(new byte[32], TimeProvider.System), null!, null, TimeProvider.System).ReadAsync(File, false, null, Cancellation));
        Assert.Contains(sentence, OneLine(refusal.Message), StringComparison.Ordinal);
        Assert.Equal([File], Directory.EnumerateFileSystemEntries(_place.Path));
    }

    private static string OneLine(string said) => Assert.Single(said.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));

    private Task<Transferred> Import(TestServer server, bool sameUsers, CancellationToken cancellation, CancellationTokenSource? kill = null) => new Importer(
        server.Grains, server.Services.GetRequiredService<IRoomLog>(), server.Services.GetRequiredService<IdMint>(), server.Services.GetRequiredService<Databases>(),
        server.Services.GetRequiredService<IFileStore>(), TimeProvider.System).ReadAsync(File, sameUsers, kill is null ? null : new Killer(kill), cancellation);

    private static async Task<List<JsonElement>> Events(TestUser user, string room) => [.. (await user.Client.Get($"rooms/{room}/events?after=0&limit=1000")).Json.GetProperty("events").EnumerateArray()];

    /// <summary>What must be the same: all but ids.</summary>
    private static (long Seq, string? Kind, string? At, string? Text, string Target, string Thread) Shape(JsonElement e) => (
        e.Seq(), e.Text("kind"), e.Text("at"), e.TryGetProperty("text", out var text) ? text.GetString() : null,
        e.TryGetProperty("target", out var target) ? target.ToString() : "", e.TryGetProperty("thread", out var thread) ? thread.ToString() : "");

    private static async Task<string> Admin(int code, params string[] arguments)
    {
        using var printed = new StringWriter();
        var ended = await new AdminCommandLine(TextReader.Null, printed, printed).RunAsync(["admin", .. arguments]);
        Assert.True(ended == code, $"{ended}: {printed}");
        return printed.ToString();
    }

    /// <summary>Ends the import at its first sign of life.</summary>
    private sealed class Killer(CancellationTokenSource kill) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => kill.Cancel();
    }
}
