using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.FileStores;

namespace Parley.Silo.Settings;

/// <summary>Tries the store of files with one of a few bytes.</summary>
internal static class FileProbe
{
    private const string Part = "files";

    /// <param name="dataPath">The data folder; null: there is none.</param>
    public static async Task<Finding[]> LookAsync(IConfiguration configuration, string? dataPath)
    {
        var services = new ServiceCollection().AddSingleton(configuration);
        if (!services.AddFileStore(configuration, dataPath))
        {
            return [Finding.Off(Part, "Neither Parley:Files:Path nor Parley:Files:S3:ServiceUrl is set: no files are taken.")];
        }

        if (dataPath is not null && !Directory.Exists(dataPath) && string.IsNullOrWhiteSpace(configuration[$"{FileStoreOptions.Section}:Path"]) && string.IsNullOrWhiteSpace(configuration[$"{S3Options.Section}:ServiceUrl"]))
        {
            return [Finding.Ok(Part, "In the data folder, which is not there yet.")];
        }

        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<IFileStore>();
        var (id, bytes) = ($"f{RandomNumberGenerator.GetHexString(32, lowercase: true)}", RandomNumberGenerator.GetBytes(16));
        try
        {
            await store.PutAsync(id, bytes);
            using var read = new MemoryStream();
            await using (var stream = await store.OpenReadAsync(id) ?? throw new IOException("A file that was written is not found."))
            {
                await stream.CopyToAsync(read);
            }

            return read.ToArray().AsSpan().SequenceEqual(bytes)
                ? [Finding.Ok(Part, "A file was written, read and deleted.")]
                : [Finding.Wrong(Part, "A file was read with other bytes than were written. Look at the disk or the bucket.")];
        }
        finally
        {
            await store.DeleteAsync(id);
        }
    }
}
