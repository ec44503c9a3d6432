using Microsoft.Extensions.Options;
using Parley.Files;
using Parley.FileStores;
using Parley.Grains.Files;

namespace Parley.Grains.Previews;

/// <summary>
/// Keeps images of previews as files of their messages, counted as their senders': read, checked for and erased as those are. What ends up in no message is erased like any upload.
/// </summary>
/// <param name="store">Null: there is none, and previews have no images.</param>
internal sealed class PreviewImages(UploadStore uploads, IOptions<FileStoreOptions> options, IFileStore? store = null)
{
    /// <param name="text">Seq of the event that brought the link.</param>
    /// <returns>Null: it is not kept.</returns>
    public async Task<MessageFile?> KeepAsync(PageImage image, string room, string sender, long text)
    {
        if (store is null)
        {
            return null;
        }

        var name = "preview." + image.Type["image/".Length..];
        var begun = await uploads.BeginAsync(new NewUpload(sender, room, name, image.Bytes.Length, options.Value.MaxTotalPerUser));
        if (begun.IsError)
        {
            return null;
        }

        var id = begun.Value.Id;
        await store.PutAsync(id, image.Bytes);
        var claim = new ClaimUploads(sender, room, $"preview-{text.ToString(System.Globalization.CultureInfo.InvariantCulture)}", [id]);
        return await uploads.AdvanceAsync(id, 0, image.Bytes.Length) && await uploads.FinishAsync(id, image.Type, image.Width, image.Height)
            && await uploads.ClaimAsync(claim) is { IsError: false } claimed ? claimed.Value[0] : null;
    }
}
