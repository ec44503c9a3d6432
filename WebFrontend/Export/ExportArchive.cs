using System.IO.Compression;
using System.Text.Json;
using Parley.Rooms;
using Parley.WebFrontend.Scheduling;
using Parley.WebFrontend.Users;
using Parley.WebFrontend.Verification;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Export;

/// <summary>All that is kept of a user, as a zip of JSON.</summary>
internal sealed class ExportArchive(IGrainFactory grains, OwnCalls own)
{
    private const int EventsPerCall = 500;

    /// <param name="report">Told how many rooms are done, and how many there are.</param>
    /// <returns>At its beginning; on disk, and gone with its handle: it may be large, and a zip is written in ways that a response does not take.</returns>
    public async Task<FileStream> CreateAsync(string user, Action<long, long> report, CancellationToken cancellation)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"parley-export-{Guid.NewGuid():N}"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            {
                Add(zip, "user.json", JsonSerializer.SerializeToUtf8Bytes(await grains.User(user).Find() is { } profile ? UserJson.From(profile) : null, JsonSerializerOptions.Web));
                Add(zip, "contacts.json", JsonSerializer.SerializeToUtf8Bytes((await grains.Contacts(user).List()).Select(ContactJson.From), JsonSerializerOptions.Web));
                Add(zip, "state.json", OwnApi.Shape(await own.State(user), OwnJson.WriteState).Utf8.Span);
                Add(zip, "scheduled.json", JsonShape.Array([.. (await grains.ScheduledMessages(user).List()).Select(ScheduledJson.Of)]).Utf8.Span);
                await AddEvents(zip, user, report, cancellation);
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>One event a line.</summary>
    private async Task AddEvents(ZipArchive zip, string user, Action<long, long> report, CancellationToken cancellation)
    {
        var export = grains.UserExport(user);
        await using var lines = zip.CreateEntry("events.jsonl").Open();
        var rooms = await export.Rooms();
        for (var done = 0; done < rooms.Length; done++)
        {
            report(done, rooms.Length);
            for (var after = 0L; ;)
            {
                cancellation.ThrowIfCancellationRequested();
                var events = await export.Events(rooms[done], after, EventsPerCall);
                if (events.IsEmpty)
                {
                    break;
                }

                foreach (var e in events)
                {
                    lines.Write(Line(rooms[done], e).Utf8.Span);
                    lines.WriteByte((byte)'\n');
                }

                after = events[^1].Seq;
            }
        }

        report(rooms.Length, rooms.Length);
    }

    private static JsonShape Line(string room, RoomEvent e) => JsonShape.Write((room, e), static (json, line) =>
    {
        json.WriteStartObject();
        json.WriteString("room", line.room);
        RoomEventJson.WriteFields(json, line.e);
        json.WriteEndObject();
    });

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }
}
