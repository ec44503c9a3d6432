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
            throw new TransferException($"{archive} is not a ZIP, or only a part of one. Name the file that Slack has exported; load it again if it was cut off.", e);
        }

        using (zip)
        {
            return await WriteAsync(() => SlackArchive.Read(zip), null, path, clock, cancellation);
        }
    }

    /// <summary>From what Mattermost exports in bulk: a ZIP with lines of JSON and the files, or such lines alone, with the files in the folder <c>data</c> beside them.</summary>
    /// <inheritdoc cref="FromSlackAsync"/>
    public static async Task<Transferred> FromMattermostAsync(string source, string path, TimeProvider clock, CancellationToken cancellation)
    {
        using var archive = ForeignArchive.Open(source);
        return await WriteAsync(() => MattermostExport.Read(archive.Lines()), new ForeignFiles(archive, path), path, clock, cancellation);
    }

    /// <summary>Writes all of it, or nothing: a half would be good for nothing, and in the way of another try.</summary>
    /// <param name="files">Null: none came along.</param>
    private static async Task<Transferred> WriteAsync(Func<ForeignExport> read, ForeignFiles? files, string path, TimeProvider clock, CancellationToken cancellation)
    {
        var (hadFolder, isWhole) = (Directory.Exists(ExportWriter.FolderOf(path)), false);
        await using var file = ExportWriter.Create(path);
        try
        {
            var written = await WriteAsync(file, read(), files, clock, cancellation);
            isWhole = true;
            return written;
        }
        catch (InvalidDataException e)
        {
            throw new TransferException("The archive cannot be unpacked: it is damaged. Nothing was written. Load or copy it again.", e);
        }
        finally
        {
            if (!isWhole)
            {
                File.Delete(path);
                if (!hadFolder && Directory.Exists(ExportWriter.FolderOf(path)))
                {
                    Directory.Delete(ExportWriter.FolderOf(path), recursive: true);
                }
            }
        }
    }

    private static async Task<Transferred> WriteAsync(StreamWriter file, ForeignExport export, ForeignFiles? files, TimeProvider clock, CancellationToken cancellation)
    {
        await ExportWriter.WriteAsync(file, new ExportLine { Type = "export", Format = ExportLine.CurrentFormat, Program = ProgramVersion.Text, At = clock.GetUtcNow() });
        foreach (var user in export.Users)
        {
            await ExportWriter.WriteAsync(file, new ExportLine { Type = "user", Id = user.Id, UserName = user.UserName, DisplayName = user.DisplayName, Deactivated = user.IsDeactivated ? true : null });
        }

        var (rooms, events) = (0L, 0L);
        foreach (var room in export.Rooms)
        {
            cancellation.ThrowIfCancellationRequested();
            var line = ForeignRoomEvents.Of(room, files is null ? null : files.Take).ToList();
            await ExportWriter.WriteAsync(file, new ExportLine { Type = "room", Id = room.Id, Name = room.Name, LastSeq = line[^1].Seq });
            foreach (var e in line)
            {
                await ExportWriter.WriteAsync(file, ExportWriter.Line(room.Id, new StoredEvent(
                    e.Seq, e.Kind, RoomEventCodec.Version, e.Sender, e.ClientId, e.At.ToUnixTimeMilliseconds(), e.N, RoomEventCodec.Target(e), RoomEventCodec.Payload(e))));
            }

            (rooms, events) = (rooms + 1, events + line.Count);
        }

        await ExportWriter.WriteAsync(file, new ExportLine { Type = "end", Users = export.Users.Count, Rooms = rooms, Events = events });
        return new Transferred(export.Users.Count, rooms, events, files?.Taken ?? 0, 0);
    }
}
