using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Parley.Errors;
using Parley.Files;
using Parley.Rooms;
using Parley.Silo.Embedded;
using Parley.WebFrontend.Jobs;
using Parley.WebFrontend.Pages;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Files;

/// <summary>Body of <c>POST /rooms/{room}/uploads</c>.</summary>
/// <param name="Size">Bytes.</param>
public sealed record NewUploadJson(string? Name, long? Size);

/// <summary>An upload.</summary>
/// <param name="Offset">Bytes that are on disk.</param>
/// <param name="Type">Media type by content, once all is there.</param>
public sealed record UploadJson(
    string Id, string Room, string Name, long Size, long Offset, string? Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Width, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Height, bool Thumbnail)
{
    public static UploadJson From(Upload upload) =>
        new(upload.Id, upload.Room, upload.Name, upload.Size, upload.Received, upload.Type, upload.Width, upload.Height, upload.HasThumbnail);
}

/// <summary>Files over REST: uploads that may be resumed as in tus 1.0 (Upload-Offset, PATCH, HEAD), and downloads.</summary>
internal static class FilesApi
{
    private const string OffsetHeader = "Upload-Offset";
    private const string LengthHeader = "Upload-Length";
    private const string ChunkType = "application/offset+octet-stream";

    public static WebApplicationBuilder AddFiles(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AttachmentOptions>().BindConfiguration(AttachmentOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AttachmentOptions>, AttachmentOptions.Validator>());
        builder.Services.AddSingleton<Uploads>();
        var embedded = builder.Services.FirstOrDefault(service => service.ServiceType == typeof(EmbeddedInstallation))?.ImplementationInstance as EmbeddedInstallation;
        if (builder.Services.AddFileStore(builder.Configuration, embedded?.DataPath))
        {
            builder.Services.AddHostedService<FileEraser>();
            builder.Services.AddSingleton<FileMetrics>();
            builder.Services.AddHostedService<FileSweepTurns>();
            builder.AddJobHandler<FileSweepHandler>();
        }

        return builder;
    }

    /// <summary>What is about a room.</summary>
    public static void MapFiles(this RouteGroupBuilder rooms)
    {
        rooms.MapPost("/{room}/uploads", Begin).Throttled(ThrottleScopes.Upload).WithName("beginUpload").WithSummary("Begin to upload a file for a message in this room");
        rooms.MapGet("/{room}/files/{file}", Download).WithMetadata(new UntrustedContent()).Throttled(ThrottleScopes.Read).WithName("getFile").WithSummary("A file of a message");
        rooms.MapGet("/{room}/files/{file}/thumbnail", DownloadThumbnail).WithMetadata(new UntrustedContent()).Throttled(ThrottleScopes.Read)
            .WithName("getThumbnail").WithSummary("The small image of a file of a message");
    }

    /// <summary>What is about an upload of one's own.</summary>
    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup("/uploads").WithTags("Files").RequireAuthorization();
        uploads.MapGet("/{upload}", Describe).WithName("getUpload").WithSummary("An upload of yours");
        uploads.MapMethods("/{upload}", [HttpMethods.Head], Where).WithName("headUpload").WithSummary("Where an upload of yours is");
        uploads.MapPatch("/{upload}", Append).WithName("appendUpload").WithSummary("The next bytes, from Upload-Offset on");
        uploads.MapPut("/{upload}/thumbnail", PutThumbnail).WithName("putThumbnail").WithSummary("A small image of an upload that is whole");
        uploads.MapDelete("/{upload}", Cancel).WithName("cancelUpload").WithSummary("Erase an upload that is in no message; repeating is harmless");
    }

    private static async Task<Results<Created<UploadJson>, ProblemHttpResult>> Begin(string room, NewUploadJson body, CurrentUser me, Uploads uploads)
    {
        var begun = await uploads.Begin(me, room, body.Name, body.Size);
        return begun.IsError ? ErrorResults.Problem(begun.Error) : TypedResults.Created($"/api/v1/uploads/{begun.Value.Id}", UploadJson.From(begun.Value));
    }

    private static async Task<Results<Ok<UploadJson>, ProblemHttpResult>> Describe(string upload, CurrentUser me, Uploads uploads)
    {
        var found = await uploads.Find(me, upload);
        return found.IsError ? ErrorResults.Problem(found.Error) : TypedResults.Ok(UploadJson.From(found.Value));
    }

    private static async Task<Results<Ok, ProblemHttpResult>> Where(string upload, HttpResponse response, CurrentUser me, Uploads uploads)
    {
        var found = await uploads.Find(me, upload);
        if (found.IsError)
        {
            return ErrorResults.Problem(found.Error);
        }

        response.Headers.CacheControl = "no-store";
        response.Headers[OffsetHeader] = found.Value.Received.ToString(CultureInfo.InvariantCulture);
        response.Headers[LengthHeader] = found.Value.Size.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Append(string upload, HttpRequest request, CurrentUser me, Uploads uploads, IOptions<AttachmentOptions> options)
    {
        if (request.ContentType != ChunkType)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.UnsupportedMediaType, $"Send the bytes as {ChunkType}."));
        }

        if (!long.TryParse(request.Headers[OffsetHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField(OffsetHeader, "Say in this header where the bytes belong."));
        }

        LimitBody(request, options.Value.MaxSize);
        var done = await uploads.Append(me, upload, offset, request);
        if (done.IsError)
        {
            return ErrorResults.Problem(done.Error);
        }

        request.HttpContext.Response.Headers[OffsetHeader] = done.Value.ToString(CultureInfo.InvariantCulture);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutThumbnail(string upload, HttpRequest request, CurrentUser me, Uploads uploads, IOptions<AttachmentOptions> options)
    {
        LimitBody(request, options.Value.MaxThumbnailSize + 1);
        return await uploads.PutThumbnail(me, upload, request) is { } refusal ? ErrorResults.Problem(refusal) : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Cancel(string upload, CurrentUser me, Uploads uploads) =>
        await uploads.Cancel(me, upload) is { } refusal ? ErrorResults.Problem(refusal) : TypedResults.NoContent();

    private static Task<IResult> Download(string room, string file, HttpContext context, CurrentUser me, RoomNames names, IGrainFactory grains) =>
        Send(room, file, isThumbnail: false, context, me, names, grains);

    private static Task<IResult> DownloadThumbnail(string room, string file, HttpContext context, CurrentUser me, RoomNames names, IGrainFactory grains) =>
        Send(room, file, isThumbnail: true, context, me, names, grains);

    /// <summary>The one way out for bytes of files: membership is asked for each time, also for ranges and for what a browser holds already.</summary>
    private static async Task<IResult> Send(string room, string file, bool isThumbnail, HttpContext context, CurrentUser me, RoomNames names, IGrainFactory grains)
    {
        var id = await names.FindAsync(room) ?? "";
        var located = id.Length > 0
            ? await grains.Uploads().Locate(id, FileIds.IsFile(file) ? file : "none", me.Actor)
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (located.IsError)
        {
            return ErrorResults.Problem(located.Error);
        }

        // By a name that the room may have been given since they left, it is found by members only.
        if (id != room && (await grains.Room(id).Position(me.Actor, 0)).Error is { } refusal)
        {
            return ErrorResults.Problem(refusal);
        }

        var found = located.Value;
        var stream = (isThumbnail && !found.HasThumbnail) || context.RequestServices.GetService<IFileStore>() is not { } store
            ? null
            : await store.OpenReadAsync(isThumbnail ? FileIds.Thumbnail(found.Id) : found.Id);
        if (stream is null)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.FileNotFound));
        }

        var type = isThumbnail ? await ThumbnailType(stream) : found.Type;
        var headers = context.Response.Headers;
        headers.CacheControl = "private, no-cache"; // kept, but asked about each time: a membership may end
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentDisposition = Disposition(FileTypes.IsPassive(type), found.Name);
        return TypedResults.Stream(stream, type, entityTag: new EntityTagHeaderValue($"\"{found.Id}{(isThumbnail ? "t" : "")}\""), enableRangeProcessing: true);
    }

    private static async Task<string> ThumbnailType(Stream stream)
    {
        var head = new byte[16];
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return FileTypes.Of(head.AsSpan(0, length));
    }

    private static string Disposition(bool isInline, string name)
    {
        var disposition = new ContentDispositionHeaderValue(isInline ? "inline" : "attachment");
        disposition.SetHttpFileName(name);
        return disposition.ToString();
    }

    private static void LimitBody(HttpRequest request, long most)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = most;
        }
    }
}
