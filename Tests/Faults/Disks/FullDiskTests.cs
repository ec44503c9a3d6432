using System.Net.Http.Headers;
using Parley.Faults.Nemesis;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Faults.Disks;

/// <summary>An embedded server whose whole data folder is on a disk that is full. <c>./test.sh faults --faults F8</c> does it to a cluster's database.</summary>
[Collection(ProcessTests.Name)]
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_refuses_messages_and_files_reads_go_on_and_when_there_is_room_all_goes_on_by_itself()
    {
        Assert.SkipWhen(Disk.Missing is not null, Disk.Missing ?? "");
        using var beside = new TempFolder();
        await using var disk = await Disk.MountAsync(Path.Combine(beside.Path, "disk"), "48M");
        await using var server = await TestServer.Start($"--Parley:DataPath={Path.Combine(disk.Folder, "data")}", "--Parley:Rooms:CommandTimeout=00:00:01");
        var user = await server.SignedInOnce();
        var room = await user.NewRoom();
        Assert.Equal(201, await Send(user, room, "before"));
        var upload = (await user.Client.Post($"rooms/{room}/uploads", new { name = "big.bin", size = 400_000 }))["id"]!;

        await disk.FillAsync();
        Assert.Equal((507, "storage-full"), await Append(user, upload));
        var refused = 0;
        for (var i = 0; i < 200 && refused == 0; i++)
        {
            await disk.FillAsync(); // what SQLite has folded back meanwhile
            refused = await Send(user, room, $"full-{i}") is not 201 and var status ? status : 0;
        }

        Assert.Equal(503, refused);
        var page = await user.Client.Get($"rooms/{room}/messages");
        Assert.Equal(200, page.Status);
        Assert.Contains("before", page.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await server.Client().Get("/health/ready")).Status); // for reading it is still needed

        disk.Free();
        await Eventually.Is(async () => await Send(user, room, "after") is 200 or 201, "messages are taken again");
        Assert.Equal((204, null), await Append(user, upload));
        var all = (await user.Client.Get($"rooms/{room}/events?after=0&limit=1000")).Json.GetProperty("events").EnumerateArray().Select(e => e.Seq()).ToList();
        Assert.Equal(Enumerable.Range(1, all.Count).Select(seq => (long)seq), all);
    }

    private static async Task<int> Send(TestUser user, string room, string id) =>
        (await user.Client.Post($"rooms/{room}/messages", new { clientId = id, text = id + new string('x', 12_000) })).Status;

    private static async Task<(int, string?)> Append(TestUser user, string upload)
    {
        using var content = new ByteArrayContent(new byte[400_000]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        var answer = await user.Client.With("Upload-Offset", "0").Send(HttpMethod.Patch, $"uploads/{upload}", content);
        return (answer.Status, answer.Status == 204 ? null : answer.Code);
    }
}
