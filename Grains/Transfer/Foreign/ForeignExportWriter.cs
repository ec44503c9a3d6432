using System.Text.Json;
using Parley.Grains.Rooms;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>Writes what another chat server has exported as an export of ours (docs/export-format.md), for the importer.</summary>
public static class ForeignExportWriter
{
    /// <summary>From the ZIP that Slack makes of a workspace.</summary>
    /// <param name="path">Must not be there yet.</param>
    /// <exception cref="TransferException">It is not what Slack exports.</exception>
    public static async Task<Transferred> FromSlackAsync(string archive, string path, TimeProvider clock, CancellationToken cancellation)
    {
        System.IO.Compression.ZipArchive zip;
        try
        {
            zip = System.IO.Compression.ZipFile.OpenRead(archive);
        }
        catch (InvalidDataException e)
        {
            throw new TransferException($"{archive} is not a ZIP.", e);
        }

        using (zip)
        {
            return await WriteAsync(SlackArchive.Read(zip), path, clock, cancellation);
        }
    }

    /// <summary>From the lines that Mattermost exports in bulk.</summary>
    /// <inheritdoc cref="FromSlackAsync"/>
    public static Task<Transferred> FromMattermostAsync(string file, string path, TimeProvider clock, CancellationToken cancellation) =>
        WriteAsync(MattermostExport.Read(File.ReadLines(file)), path, clock, cancellation);

    private static async Task<Transferred> WriteAsync(ForeignExport export, string path, TimeProvider clock, CancellationToken cancellation)
    {
        await using var file = ExportWriter.Create(path);
        await ExportWriter.WriteAsync(file, new ExportLine { Type = "export", Format = ExportLine.CurrentFormat, Program = ProgramVersion.Text, At = clock.GetUtcNow() });
        foreach (var user in export.Users)
        {
            await ExportWriter.WriteAsync(file, new ExportLine { Type = "user", Id = user.Id, UserName = user.UserName, DisplayName = user.DisplayName, Deactivated = user.IsDeactivated ? true : null });
        }

        var (rooms, events) = (0L, 0L);
        foreach (var room in export.Rooms)
        {
            cancellation.ThrowIfCancellationRequested();
            var line = ForeignRoomEvents.Of(room).ToList();
            await ExportWriter.WriteAsync(file, new ExportLine { Type = "room", Id = room.Id, Name = room.Name, LastSeq = line[^1].Seq });
            foreach (var e in line)
            {
                await ExportWriter.WriteAsync(file, ExportWriter.Line(room.Id, new StoredEvent(
                    e.Seq, e.Kind, RoomEventCodec.Version, e.Sender, e.ClientId, e.At.ToUnixTimeMilliseconds(), e.N, RoomEventCodec.Target(e), RoomEventCodec.Payload(e))));
            }

            (rooms, events) = (rooms + 1, events + line.Count);
        }

        await ExportWriter.WriteAsync(file, new ExportLine { Type = "end", Users = export.Users.Count, Rooms = rooms, Events = events });
        return new Transferred(export.Users.Count, rooms, events, 0, 0);
    }
}
