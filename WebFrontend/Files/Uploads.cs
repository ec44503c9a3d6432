using System.Buffers;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Errors;
using Parley.Files;
using Parley.Text;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Files;

/// <summary>Takes files in: begins uploads, appends to them, and looks at what has come when all is there.</summary>
internal sealed class Uploads(IGrainFactory grains, RoomCalls rooms, IOptions<AttachmentOptions> options, IOptions<FileStoreOptions> kept, IFileStore? store = null)
{
    private const int MaxNameLength = 200;

    private IUploadsGrain Grain => grains.Uploads();

    public async Task<Outcome<Upload>> Begin(CurrentUser me, string room, string? name, long? size)
    {
        if (store is null || options.Value.MaxSize == 0)
        {
            return ErrorCatalog.Error(ErrorCatalog.NotInThisMode, "This server takes no files.");
        }

        if (NameFault(name) is { } fault)
        {
            return ErrorCatalog.InvalidField("name", fault);
        }

        if (size is not > 0)
        {
            return ErrorCatalog.InvalidField("size", "Must be the number of bytes: 1 or more.");
        }

        if (size > options.Value.MaxSize)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooLarge, $"A file has at most {options.Value.MaxSize} bytes here.");
        }

        var view = await rooms.Describe(me, room);
        if (view.IsError)
        {
            return view.Error;
        }

        // Names are looked at here, so that nobody uploads for nothing, and by the room when it is sent.
        var standing = new RoomStanding(view.Value.Visibility, view.Value.IsArchived, view.Value.Role, IsBanned: false);
        return RoomAccess.Refuse(me.Role, standing, RoomPermission.Write) is { } refusal ? refusal
            : !await grains.ServerWordRules().Allows(name!) || !await grains.WordRules(view.Value.Id).Allows(name!) ? ErrorCatalog.Error(ErrorCatalog.WordsRefused)
            : await Grain.Begin(new NewUpload(me.Id, view.Value.Id, name!, size.Value, kept.Value.MaxTotalPerUser));
    }

    public async Task<Outcome<Upload>> Find(CurrentUser me, string id) =>
        FileIds.IsFile(id) && await Grain.Find(id, me.Id) is { } upload ? upload : ErrorCatalog.Error(ErrorCatalog.UploadNotFound);

    /// <summary>Where the upload is afterwards.</summary>
    public async Task<Outcome<long>> Append(CurrentUser me, string id, long offset, HttpRequest request)
    {
        var found = await Find(me, id);
        if (found.IsError || store is null)
        {
            return found.Error ?? ErrorCatalog.Error(ErrorCatalog.UploadNotFound);
        }

        var upload = found.Value;
        if (upload.Type is not null || upload.IsClaimed || offset != upload.Received)
        {
            return upload.Received == upload.Size && offset == upload.Size && upload.Type is not null ? upload.Size : ErrorCatalog.Error(ErrorCatalog.UploadOffset);
        }

        (long Length, Exception? BrokenOff) written;
        try
        {
            written = await store.AppendAsync(id, offset, request.Body, upload.Size - offset, request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooLarge, "More bytes arrived than the upload has.");
        }
        catch (IOException e) when (FullDisk.IsMeantBy(e))
        {
            return ErrorCatalog.Error(ErrorCatalog.StorageFull);
        }
        catch (IOException e) when (e is not Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            return ErrorCatalog.Error(ErrorCatalog.UploadOffset); // another request is writing to it
        }

        if (written.Length > offset && !await Grain.Advance(id, offset, written.Length))
        {
            return ErrorCatalog.Error(ErrorCatalog.UploadOffset);
        }

        if (written.BrokenOff is { } brokenOff)
        {
            throw brokenOff; // nobody listens any more, or the answer is that of a bad request; what has come is kept
        }

        return written.Length == upload.Size && await Finish(me, upload) is { } refusal ? refusal : written.Length;
    }

    public async Task<Error?> PutThumbnail(CurrentUser me, string id, HttpRequest request)
    {
        var found = await Find(me, id);
        if (found.IsError || store is null || found.Value.Type is null || found.Value.IsClaimed)
        {
            return found.Error ?? ErrorCatalog.Error(ErrorCatalog.UploadNotFound);
        }

        var most = options.Value.MaxThumbnailSize;
        var bytes = await ReadAsync(request.Body, most + 1, request.HttpContext.RequestAborted);
        if (bytes.Length > most)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooLarge, $"A thumbnail has at most {most} bytes.");
        }

        var type = FileTypes.Of(bytes);
        if (!FileTypes.IsImage(type) || !IsBounded(ImageSize.Of(bytes, type)))
        {
            return ErrorCatalog.Error(ErrorCatalog.FileType);
        }

        try
        {
            await store.PutAsync(FileIds.Thumbnail(id), bytes);
        }
        catch (IOException e) when (FullDisk.IsMeantBy(e))
        {
            return ErrorCatalog.Error(ErrorCatalog.StorageFull);
        }

        await Grain.Thumbnail(id);
        return null;
    }

    public async Task<Error?> Cancel(CurrentUser me, string id)
    {
        if (!FileIds.IsFile(id) || await Grain.Find(id, me.Id) is null)
        {
            return ErrorCatalog.Error(ErrorCatalog.UploadNotFound);
        }

        await Grain.Cancel(id, me.Id);
        return null;
    }

    /// <summary>Null: it is taken. What is refused is gone.</summary>
    private async Task<Error?> Finish(CurrentUser me, Upload upload)
    {
        await store!.CompleteAsync(upload.Id, upload.Size);
        byte[] head;
        await using (var file = await store.OpenReadAsync(upload.Id) ?? throw new IOException($"File {upload.Id} is gone."))
        {
            head = await ReadAsync(file, FileTypes.HeadLength, CancellationToken.None);
        }

        var type = FileTypes.Of(head);
        var size = ImageSize.Of(head, type);
        if (!FileTypes.Fits(upload.Name, type) || !options.Value.Takes(type) || (FileTypes.IsImage(type) && !IsBounded(size)))
        {
            await Grain.Cancel(upload.Id, me.Id);
            return ErrorCatalog.Error(ErrorCatalog.FileType);
        }

        await Grain.Finish(upload.Id, type, size?.Width, size?.Height);
        return null;
    }

    private bool IsBounded((int Width, int Height)? size) => size is { } known && (long)known.Width * known.Height <= options.Value.MaxPixels;

    private static string? NameFault(string? name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength ? $"A file has a name of at most {MaxNameLength} characters."
        : name.AsSpan().ContainsAny('/', '\\') ? "A name is no path."
        : LineText.Fault(name) is { } fault ? $"This name has {fault}"
        : null;

    private static async Task<byte[]> ReadAsync(Stream stream, int most, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, most), most, throwOnEndOfStream: false, cancellation);
            return buffer[..length];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
