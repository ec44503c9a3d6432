using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
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
        var bucket = configuration.GetSection(S3Options.Section).Get<S3Options>() ?? new S3Options();
        try
        {
            return await TryAsync(provider.GetRequiredService<IFileStore>());
        }
        catch (Exception e) when (bucket.ServiceUrl is not null && Fault(e, bucket) is { } fault)
        {
            return [Finding.Wrong(Part, $"{bucket.ServiceUrl} {fault}")];
        }
    }

    private static async Task<Finding[]> TryAsync(IFileStore store)
    {
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

    /// <summary>What is wrong with the bucket and what to do, behind its address; null: something else.</summary>
    private static string? Fault(Exception exception, S3Options options) => exception switch
    {
        AmazonServiceException { ErrorCode: "NoSuchBucket" } => $"has no bucket {options.Bucket}. Make it, or mend Parley__Files__S3__Bucket.",
        AmazonServiceException { ErrorCode: "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "AuthorizationHeaderMalformed" } =>
            $"refuses the key {options.AccessKey}. Mend Parley__Files__S3__AccessKey, SecretKey (or what is in its file), or Region, for which requests are signed ({options.Region}).",
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden } => $"does not let the key {options.AccessKey} do what files need: list the bucket {options.Bucket}, and write, read and delete in it. Grant it that.",
        AmazonServiceException { ErrorCode.Length: > 0 } refused => $"answers {(int)refused.StatusCode} ({refused.ErrorCode}). See the log of the service, or mend Parley__Files__S3.",
        AmazonServiceException or AmazonClientException or HttpRequestException => "does not answer as S3 does. Look at it, or mend Parley__Files__S3__ServiceUrl.",
        _ => null,
    };
}
