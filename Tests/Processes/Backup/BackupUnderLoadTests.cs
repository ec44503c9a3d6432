using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Parley.Client;
using Parley.Silo;
using Parley.Silo.Admin;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Backup;

/// <summary>F26, embedded: a backup that is taken while people write, restored as another server at the same address.</summary>
[Trait("Scope", "F26")]
public sealed class BackupUnderLoadTests : IDisposable
{
    private const int Rooms = 3;
    private readonly TempFolder _place = new();
    private readonly ConcurrentQueue<(string Room, long Seq, string Text)> _acknowledged = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task What_is_restored_is_a_beginning_of_the_history_and_clients_notice_and_load_anew()
    {
        var url = $"--urls=http://127.0.0.1:{LoopbackPort.Free().ToString(CultureInfo.InvariantCulture)}";
        var (archive, firstFolder, secondFolder) = (Path.Combine(_place.Path, "b.tar"), new TempFolder(), new TempFolder());
        var first = await TestServer.Start(firstFolder, _ => { }, url);
        var ann = await first.SignedIn("ann");
        var rooms = new string[Rooms];
        for (var i = 0; i < Rooms; i++)
        {
            rooms[i] = await ann.NewRoom();
        }

        var file = await Upload(ann, rooms[0], "notes.txt", "kept");
        await ann.Client.Post($"rooms/{rooms[0]}/messages", new { clientId = "f", files = new[] { file } });
        var unfinished = (await ann.Client.Post($"rooms/{rooms[0]}/uploads", new { name = "half.txt", size = 10 }))["id"]!;
        using var client = new ParleyClient(first.Address.ToString(), ann.AccessToken);
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var heard = new ConcurrentQueue<ParleyEvent>();
        var listener = Listen(client, rooms[0], heard, listening.Token);

        // 1. Under load: what is acknowledged before the backup begins must be in it.
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writers = rooms.Select(room => Write(ann, room, writing.Token)).ToArray();
        await Eventually.Is(() => Task.FromResult(_acknowledged.Count > 60), "people write");
        var before = _acknowledged.ToArray();
        await Admin("backup", archive, "--data-path", firstFolder.Path);
        var during = _acknowledged.Count;
        await Eventually.Is(() => Task.FromResult(_acknowledged.Count > during + 30), "they go on");
        await writing.CancelAsync();
        await Task.WhenAll(writers);
        var history = await Histories(ann, rooms);
        var last = history[rooms[0]][^1].Seq();
        await Eventually.Is(() => Task.FromResult(heard.Any(e => e.Seq == last)), "the client has heard all of it");
        var oldEpoch = await Epoch(ann, rooms[0]);
        await first.DisposeAsync();

        // 2. Another server at the same address, from the backup.
        Assert.Contains("is good: as of ", await Admin("backup", "verify", archive), StringComparison.Ordinal);
        await Admin("restore", archive, "--data-path", secondFolder.Path);
        await using var second = await TestServer.Start(secondFolder, _ => { }, url);

        var restored = await Histories(ann, rooms); // with the token of before
        foreach (var room in rooms)
        {
            Assert.True(restored[room].Count < history[room].Count);
            Assert.Equal(history[room].Take(restored[room].Count).Select(e => e.GetRawText()), restored[room].Select(e => e.GetRawText()));
            Assert.NotEqual(oldEpoch, await Epoch(ann, room));
        }

        Assert.All(before, one => Assert.Equal(one.Text, restored[one.Room][(int)one.Seq - 1].Text("text")));
        Assert.Equal("kept", (await ann.Client.Get($"rooms/{rooms[0]}/files/{file}")).Body);
        Assert.Equal(404, (await ann.Client.Send(HttpMethod.Head, $"uploads/{unfinished}")).Status); // the rest of it would find no beginning

        // 3. Who comes with the old number and epoch is a new reader; a client that was there all the time begins anew by itself.
        await using var raw = await RawWebSocketClient.Connect(second, ann);
        await raw.Send(new { type = "subscribe", id = 1, room = rooms[1], after = history[rooms[1]][^1].Seq(), epoch = oldEpoch });
        var subscribed = await raw.Expect("subscribed");
        Assert.Equal((restored[rooms[1]].Count, false), (subscribed.GetProperty("lastSeq").GetInt32(), subscribed.Text("epoch") == oldEpoch));
        var next = await ann.Say(rooms[0], "after the restore");
        Assert.Equal(restored[rooms[0]].Count + 1, next);
        await Eventually.Is(() => Task.FromResult(heard.Any(e => e.Text == "after the restore")), "the client hears on");
        var afterReset = heard.SkipWhile(e => e.Kind != ParleyEvent.Reset).Skip(1).ToArray();
        Assert.Equal(next, afterReset.Single(e => e.Text == "after the restore").Seq);
        Assert.DoesNotContain(heard.TakeWhile(e => e.Kind != ParleyEvent.Reset), e => e.Text == "after the restore");

        // 4. And it is on record.
        Assert.Contains("admin command line: restore of ", await Admin("audit", "--limit", "50", "--data-path", secondFolder.Path), StringComparison.Ordinal);
        Assert.Contains("is as it was written", await Admin("audit", "--verify", "--data-path", secondFolder.Path), StringComparison.Ordinal);
        await listening.CancelAsync();
        await listener;
    }

    private static async Task<string> Upload(TestUser user, string room, string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var id = (await user.Client.Post($"rooms/{room}/uploads", new { name, size = bytes.Length }))["id"]!;
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        Assert.Equal(204, (await user.Client.With("Upload-Offset", "0").Send(HttpMethod.Patch, $"uploads/{id}", content)).Status);
        return id;
    }

    private async Task Write(TestUser user, string room, CancellationToken cancellation)
    {
        for (var i = 0; !cancellation.IsCancellationRequested; i++)
        {
            var text = $"{room} {i}";
            _acknowledged.Enqueue((room, await user.Say(room, text), text));
        }
    }

    private static async Task Listen(ParleyClient client, string room, ConcurrentQueue<ParleyEvent> heard, CancellationToken cancellation)
    {
        try
        {
            await foreach (var e in client.ListenAsync(room, after: 0, cancellation))
            {
                heard.Enqueue(e);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private static async Task<Dictionary<string, List<JsonElement>>> Histories(TestUser user, string[] rooms)
    {
        var all = new Dictionary<string, List<JsonElement>>();
        foreach (var room in rooms)
        {
            var events = all[room] = [];
            for (JsonElement page; (page = (await user.Client.Get($"rooms/{room}/events?after={events.Count}&limit=1000")).Json).GetProperty("events").GetArrayLength() > 0;)
            {
                events.AddRange(page.GetProperty("events").EnumerateArray());
            }
        }

        return all;
    }

    private static async Task<string> Epoch(TestUser user, string room) => (await user.Client.Get($"rooms/{room}"))["epoch"]!;

    private static async Task<string> Admin(params string[] arguments)
    {
        using var output = new StringWriter();
        Assert.Equal(ExitCodes.Ok, await new AdminCommandLine(TextReader.Null, output, output).RunAsync(["admin", .. arguments]));
        return output.ToString();
    }
}
