using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Parley.Tests.Docs;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Files;

/// <summary>s3rver (npm) as a process of its own, with an empty bucket; it checks no signatures, so that <see cref="SignatureGate"/> stands before it.</summary>
public sealed class S3Server : IAsyncLifetime
{
    private const string Key = "S3RVER"; // its own and only one
    private const string Secret = "a secret for tests";

    private readonly TempFolder _folder = new();
    private Process? _process;
    private SignatureGate? _gate;

    /// <summary>What reaches it.</summary>
    public S3Options Options { get; } = new() { Bucket = "parley-files", AccessKey = Key, SecretKey = Secret };

    /// <summary>Null: it can run. Else why not.</summary>
    public static string? Missing => File.Exists(Program) ? null : "s3rver is not installed: run npm ci.";

    internal S3FileStore Store { get; private set; } = null!;

    private static string Program => Path.Combine(GeneratedDoc.Root, "node_modules", "s3rver", "bin", "s3rver.js");

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        var port = LoopbackPort.Free();
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };

        // It enciphers by DES from where a list goes on.
        foreach (var argument in (string[])["--openssl-legacy-provider", Program, "-d", _folder.Path, "-a", "127.0.0.1", "-p", $"{port}", "--silent", "--no-vhost-buckets", "--configure-bucket", Options.Bucket!])
        {
            start.ArgumentList.Add(argument);
        }

        var behind = new Uri($"http://127.0.0.1:{port}");
        _gate = await SignatureGate.Start(behind, Secret);
        Options.ServiceUrl = _gate.Address;
        Store = new S3FileStore(Options);
        _process = Process.Start(start)!;
        using var http = new HttpClient();
        await Eventually.Is(
            async () =>
            {
                try
                {
                    return (await http.GetAsync(behind)).StatusCode != 0;
                }
                catch (HttpRequestException)
                {
                    return _process.HasExited ? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync()) : false;
                }
            },
            "s3rver answers");
    }

    /// <summary>All objects that have to do with a file.</summary>
    public async Task<string[]> KeysOf(string id)
    {
        using var s3 = new AmazonS3Client(new BasicAWSCredentials(Key, Secret), new AmazonS3Config { ServiceURL = Options.ServiceUrl, ForcePathStyle = true });
        var all = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Options.Bucket });
        return [.. (all.S3Objects ?? []).Select(one => one.Key).Where(key => key.Contains(id, StringComparison.Ordinal))];
    }

    /// <summary>An object that is none of a store's.</summary>
    internal async Task PutAsync(string key)
    {
        using var s3 = new AmazonS3Client(new BasicAWSCredentials(Key, Secret), new AmazonS3Config { ServiceURL = Options.ServiceUrl, ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED });
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = Options.Bucket, Key = key, ContentBody = "x", UseChunkEncoding = false });
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            Store.Dispose();
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (_gate is not null)
        {
            await _gate.DisposeAsync();
        }

        _folder.Dispose();
    }
}
