using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Rooms;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Scheduling;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;
using Parley.WebFrontend.Verification;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Export;

/// <summary>All that is kept of the caller, as a zip of JSON.</summary>
internal static class ExportApi
{
    private const int EventsPerCall = 500;

    public static void MapExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/me/export", Export).WithTags("Users").RequireAuthorization().Throttled(ThrottleScopes.Export)
            .WithName("exportMe").WithSummary("All that is kept of me, as a zip of JSON");

    private static async Task<FileStreamHttpResult> Export(CurrentUser me, OwnCalls own, IGrainFactory grains, CancellationToken cancellation)
    {
        // On disk, and gone with its handle: it may be large, and a zip is written in ways that a response does not take.
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"parley-export-{Guid.NewGuid():N}"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            {
                Add(zip, "user.json", JsonSerializer.SerializeToUtf8Bytes(await grains.User(me.Id).Find() is { } user ? UserJson.From(user) : null, JsonSerializerOptions.Web));
                Add(zip, "contacts.json", JsonSerializer.SerializeToUtf8Bytes((await grains.Contacts(me.Id).List()).Select(ContactJson.From), JsonSerializerOptions.Web));
                Add(zip, "state.json", OwnApi.Shape(await own.State(me), OwnJson.WriteState).Utf8.Span);
                Add(zip, "scheduled.json", JsonShape.Array([.. (await grains.ScheduledMessages(me.Id).List()).Select(ScheduledJson.Of)]).Utf8.Span);
                await AddEvents(zip, me, grains, cancellation);
            }

            file.Position = 0;
            return TypedResults.Stream(file, "application/zip", "parley-export.zip");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>One event a line.</summary>
    private static async Task AddEvents(ZipArchive zip, CurrentUser me, IGrainFactory grains, CancellationToken cancellation)
    {
        var export = grains.UserExport(me.Id);
        await using var lines = zip.CreateEntry("events.jsonl").Open();
        foreach (var room in await export.Rooms())
        {
            for (var after = 0L; ;)
            {
                cancellation.ThrowIfCancellationRequested();
                var events = await export.Events(room, after, EventsPerCall);
                if (events.IsEmpty)
                {
                    break;
                }

                foreach (var e in events)
                {
                    lines.Write(Line(room, e).Utf8.Span);
                    lines.WriteByte((byte)'\n');
                }

                after = events[^1].Seq;
            }
        }
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
