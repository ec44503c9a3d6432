using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Parley.Access;
using Parley.Files;
using Parley.Grains.Storage;
using Parley.Jobs;
using Parley.Rooms;
using Parley.Silo.Admin;
using Parley.Tests.Support;
using Parley.Users;
using Parley.WebFrontend.Jobs;
using Xunit;

namespace Parley.Tests.Processes.Admin;

/// <summary>What operators do with users, sessions, rooms, limits and nodes, from the command line.</summary>
[Trait("Scope", "S16")]
public sealed class OperatorCommandsTests(OperatorCommandsTests.Throttled fixture) : IClassFixture<OperatorCommandsTests.Throttled>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Users_are_found_page_by_page_and_their_sessions_ended_one_or_all()
    {
        var (one, two) = (await _server.SignedIn("oc-find-1"), await _server.SignedIn("oc-find-2"));
        var other = await _server.SignedInAgain(one.Id);

        var page = await Json("users", "list", "--query", "OC-FIND", "--limit", "1");
        Assert.Equal(one.Id, page.GetProperty("users")[0].Text("id"));
        var rest = await Json("users", "list", "--query", "oc-find", "--after", page.Text("next")!);
        Assert.Equal([two.Id], rest.GetProperty("users").EnumerateArray().Select(user => user.Text("id")));
        Assert.Contains($"{one.Id}\toc-find-1\tmember\tactive\t", (await Run("users", "show", "oc-find-1")).Output, StringComparison.Ordinal);

        Assert.Equal(2, (await Json("sessions", "list", "oc-find-1")).GetProperty("sessions").GetArrayLength());
        Assert.Equal((0, "Ended 1 of oc-find-1's sessions.\n"), await Run("sessions", "revoke", "oc-find-1", "--session", other.Session));
        await Eventually.Is(async () => (await other.Client.Get("me")).Status == 401, "the session has ended");
        Assert.Equal(200, (await one.Client.Get("me")).Status);
        Assert.Equal(1, (await Run("sessions", "revoke", "oc-find-1", "--session", other.Session)).Code);
        Assert.Equal(0, (await Run("sessions", "revoke", "oc-find-1")).Code);
        await Eventually.Is(async () => (await one.Client.Get("me")).Status == 401, "all sessions have ended");
        Assert.Equal((1, "There is no user oc-nobody.\n"), await Run("sessions", "list", "oc-nobody"));
    }

    [Fact]
    public async Task A_room_without_its_owner_gets_another_and_is_archived_in_the_name_of_somebody_whom_its_members_see()
    {
        var (ann, bob) = (await _server.SignedIn("oc-ann"), await _server.SignedIn("oc-bob"));
        var boss = await _server.Admin();
        var room = (await ann.Client.Post("rooms", new { name = "oc-secret", title = "Secret", visibility = "private" }))["id"]!;
        Assert.Equal(201, (await ann.Put($"rooms/{room}/members/{bob.Id}", null)).Status);

        var listed = (await Json("rooms", "list", "--query", "SECRET")).GetProperty("rooms")[0];
        Assert.Equal(("private", 2, "oc-ann"), (listed.Text("visibility"), listed.GetProperty("members").GetInt32(), listed.GetProperty("owners")[0].GetString()));
        Assert.Equal(1, (await Run("rooms", "set-owner", "oc-secret", "oc-bob", "--as", "oc-bob")).Code); // no administrator
        Assert.Equal(1, (await Run("rooms", "set-owner", "oc-secret", boss.SignedIn.User.UserName, "--as", boss.SignedIn.User.UserName)).Code); // no member
        Assert.Equal(0, (await Run("rooms", "set-owner", "oc-secret", "oc-bob", "--as", boss.SignedIn.User.UserName)).Code);
        Assert.Equal(RoomRole.Owner, (await _server.Grains.Room(room).Describe(new Actor(bob.Id, ServerRole.Member))).Value!.Role);

        Assert.Contains("\tarchived\t", (await Run("rooms", "archive", room, "--as", boss.SignedIn.User.UserName)).Output, StringComparison.Ordinal);
        var page = await _server.Grains.Room(room).Read(new ReadEvents(ann.Id, 100));
        Assert.Equal(boss.Id, Assert.IsType<RoomArchived>(page.Value!.Events[^1]).Sender);
        Assert.Contains("\topen\t", (await Run("rooms", "unarchive", "OC-Secret", "--as", boss.SignedIn.User.UserName)).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Run("rooms", "show", "oc-nowhere")).Code);

        var direct = await _server.Grains.GetGrain<IRoomDirectoryGrain>(0).Direct(new Actor(ann.Id, ServerRole.Member), bob.Id);
        Assert.Equal(1, (await Run("rooms", "show", direct.Value!.Id)).Code); // conversations are nobody's business
        Assert.Equal(64, (await Run("rooms", "archive", room)).Code);

        // How long it keeps messages, and its end.
        var chief = boss.SignedIn.User.UserName;
        Assert.EndsWith("\t30d", (await Run("rooms", "retention", room, "30", "--as", chief)).Output.Trim(), StringComparison.Ordinal);
        Assert.EndsWith("\tforever", (await Run("rooms", "retention", room, "forever", "--as", chief)).Output.Trim(), StringComparison.Ordinal);
        Assert.EndsWith("\tserver", (await Run("rooms", "retention", room, "server", "--as", chief)).Output.Trim(), StringComparison.Ordinal);
        Assert.Equal(64, (await Run("rooms", "retention", room, "soon", "--as", chief)).Code);
        Assert.Equal(1, (await Run("rooms", "delete", room, "oc-other", "--as", chief)).Code);
        Assert.Equal(0, (await Run("rooms", "delete", room, "oc-secret", "--as", chief)).Code);
        Assert.Equal(1, (await Run("rooms", "show", room)).Code);
    }

    [Fact]
    public async Task Who_is_refused_is_seen_and_may_go_on_when_the_refusal_is_lifted()
    {
        await _server.Grains.UserName("oc-guess").Register(new RegisterUser("oc-guess", null, "correct horse"));
        var client = _server.Client();
        await Eventually.Is(async () => (await client.Post("sessions", new { userName = "oc-guess", password = "wrong" })).Status == 429, "guesses are slowed down");

        Assert.Contains("account\toc-guess\t", (await Run("limits", "list")).Output, StringComparison.Ordinal);
        Assert.Equal((0, "oc-guess may go on.\n"), await Run("limits", "lift", "account", "oc-guess"));
        Assert.Equal(201, (await client.Post("sessions", new { userName = "oc-guess", password = "correct horse" })).Status);
        Assert.Equal(1, (await Run("limits", "lift", "account", "oc-guess")).Code);

        // The same of what frontends remember by themselves.
        var ann = await _server.SignedIn("oc-upload");
        Assert.Equal((200, 429), ((await ann.Client.Get("search?q=one")).Status, (await ann.Client.Get("search?q=two")).Status));
        Assert.Contains($"search\t{ann.Id}\t", (await Run("limits", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("limits", "lift", "search", ann.Id)).Code);
        Assert.Equal(200, (await ann.Client.Get("search?q=three")).Status);

        // And over REST, for administrators.
        Assert.Equal(429, (await ann.Client.Get("search?q=four")).Status);
        var admin = await _server.Admin();
        Assert.Contains((await admin.Client.Get("admin/limits")).Json.EnumerateArray(), one => one.Text("scope") == "search" && one.Text("key") == ann.Id);
        Assert.Equal(204, (await admin.Client.Delete($"admin/limits/search/{ann.Id}")).Status);
        Assert.Equal(200, (await ann.Client.Get("search?q=five")).Status);
    }

    [Fact]
    [Trait("Scope", "S24")]
    public async Task Files_that_nobody_knows_are_found_twice_before_they_are_erased_and_files_that_are_missing_are_named()
    {
        // 1. An old file that a message has, and two that nobody knows.
        var ann = await _server.SignedIn("oc-files");
        var room = await ann.NewRoom();
        var kept = await ann.Upload(room, "chart.txt", "chart");
        await ann.Client.Post($"rooms/{room}/messages", new { clientId = "f", files = new[] { kept } });
        var (lost, other) = ("f" + new string('a', 32), "f" + new string('b', 32));
        var store = _server.Services.GetRequiredService<IFileStore>();
        await store.PutAsync(lost, new byte[10]);
        await store.PutAsync(other, new byte[20]);
        await store.PutAsync("f" + new string('c', 32), new byte[20]); // too young
        foreach (var id in (string[])[kept, lost, other])
        {
            File.SetLastWriteTimeUtc(OnDisk(id), DateTime.UtcNow.AddDays(-2));
        }

        // 2. More than half of the files are nobody's: the job is a dead letter, and the command says why.
        Assert.Equal((JobState.Failure, "too-many-unknown-files"), await Swept(1));
        Assert.Equal(1, (await Run("files", "sweep")).Code);
        var dry = await Json("files", "sweep", "--dry-run", "--force");
        Assert.Equal((3, 2, 30, 0), (dry.GetProperty("files").GetInt32(), dry.GetProperty("unknown").GetInt32(), dry.GetProperty("unknownBytes").GetInt32(), dry.GetProperty("erased").GetInt32()));
        Assert.True(File.Exists(OnDisk(lost)) && File.Exists(OnDisk(other)));

        // 3. One of them is nobody's half: the job erases it when it was found long enough before, the command at once.
        await store.DeleteAsync(other);
        Assert.Equal((JobState.Success, null), await Swept(2));
        Assert.True(File.Exists(OnDisk(lost)));
        await _server.Services.GetRequiredService<Databases>().Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync("UPDATE unknown_files SET found_at_ms = found_at_ms - 100000000", transaction: transaction));
        Assert.Equal((JobState.Success, null), await Swept(3));
        Assert.False(File.Exists(OnDisk(lost)));
        await store.PutAsync(lost, new byte[10]);
        File.SetLastWriteTimeUtc(OnDisk(lost), DateTime.UtcNow.AddDays(-2));
        Assert.Equal((0, "2 files that nobody has written to for 24 hours, 1 of them known to nobody (10 bytes). Erased: 1 (10 bytes).\n"), await Run("files", "sweep"));
        Assert.False(File.Exists(OnDisk(lost)));

        // 4. The other way round.
        Assert.Equal((0, "All of 1 files are there.\n"), await Run("files", "check"));
        File.Delete(OnDisk(kept));
        var (code, output) = await Run("files", "check");
        Assert.Equal((1, true), (code, output.StartsWith($"{kept}  missing  room {room}, message 3\n", StringComparison.Ordinal)));
    }

    private string OnDisk(string id) => Path.Combine(fixture.Folder.Path, "files", FileIds.Folder(id), id);

    private async Task<(JobState State, string? Failure)> Swept(long turn)
    {
        var jobs = _server.Services.GetRequiredService<IJobs>();
        var job = (await jobs.EnqueueAsync(FileJobs.Sweep(turn))).Value!;
        _server.Services.GetRequiredService<GrainJobSource>().Wake();
        await Eventually.Is(async () => (await jobs.FindAsync(job.Id))!.HasEnded, "the sweep has ended");
        return (await jobs.FindAsync(job.Id))! is var ended ? (ended.State, ended.Error) : default;
    }

    [Fact]
    public async Task The_only_process_is_shown_as_both_and_is_not_drained()
    {
        var nodes = (await Json("nodes", "list")).GetProperty("nodes");
        Assert.Equal(("silo", "Active"), (nodes[0].Text("kind"), nodes[0].Text("status")));
        Assert.Equal(1, (await Run("nodes", "drain", nodes[0].Text("name")!, "--force")).Code);
        Assert.Equal(1, (await Run("nodes", "drain", "nothing")).Code);
        var admin = await _server.Admin();
        Assert.Equal((409, "not-in-this-mode"), (await admin.Client.Post($"dashboard/silos/{Uri.EscapeDataString(nodes[0].Text("id")!)}/drain") is var silo ? silo.Status : 0, silo.Code));
        Assert.Equal((409, "not-in-this-mode"), (await admin.Client.Post($"dashboard/frontends/{nodes[1].Text("id")}/drain") is var frontend ? frontend.Status : 0, frontend.Code));
        Assert.Equal((0, "Nothing waits.\n"), await Run("outbox"));
    }

    [Fact]
    public async Task What_operators_change_is_in_the_audit_log()
    {
        await _server.SignedIn("oc-audited");
        await Run("sessions", "revoke", "oc-audited");
        await Run("limits", "lift", "send", "nobody");

        var audit = (await Run("audit", "--limit", "50")).Output;
        Assert.Contains("admin command line: sessions revoke, all", audit, StringComparison.Ordinal);
        Assert.Contains("block-not-found", audit, StringComparison.Ordinal);
    }

    private async Task<JsonElement> Json(params string[] arguments) => JsonDocument.Parse((await Run([.. arguments, "--json"])).Output).RootElement;

    private async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var code = await new AdminCommandLine(TextReader.Null, output, output).RunAsync(["admin", .. arguments, "--data-path", fixture.Folder.Path]);
        return (code, output.ToString());
    }

    /// <summary>A server that counts, and soon has enough.</summary>
    public sealed class Throttled : IAsyncLifetime
    {
        public TempFolder Folder { get; } = new(); // goes with the server

        public TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await TestServer.Start(
            Folder, _ => { }, "--Parley:Throttling:Enabled=true", "--Parley:Throttling:Search=1/h", "--Parley:SignIn:FreeGuesses=1", "--Parley:SignIn:FirstDelay=00:05:00", "--Parley:SignIn:MaxKnownDelay=00:05:00");

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
