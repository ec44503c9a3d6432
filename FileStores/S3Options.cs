using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.FileStores;

/// <summary>A bucket of Amazon S3, or of what speaks like it, for the files. Section <c>Parley:Files:S3</c>.</summary>
public sealed class S3Options
{
    public const string Section = "Parley:Files:S3";

    /// <summary>Address of the service, e.g. <c>https://s3.eu-central-1.amazonaws.com</c> or that of your own. Not set: files lie in a folder.</summary>
    [SettingExample("https://s3.eu-central-1.amazonaws.com")]
    public string? ServiceUrl { get; set; }

    /// <summary>Region that requests are signed for.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Name of the bucket, which must be there and be nobody else's. Needed with <c>ServiceUrl</c>.</summary>
    [SettingExample("parley-files")]
    public string? Bucket { get; set; }

    /// <summary>What all keys begin with, e.g. <c>parley/</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Id of the key that signs requests. Needed with <c>ServiceUrl</c>.</summary>
    [SettingExample("AKIAEXAMPLE")]
    public string? AccessKey { get; set; }

    /// <summary>The key. Better kept in a file: see <c>SecretKeyFile</c>.</summary>
    [SecretSetting]
    public string? SecretKey { get; set; }

    /// <summary>File whose first line is the key.</summary>
    [SettingExample("/run/secrets/s3")]
    public string? SecretKeyFile { get; set; }

    /// <summary>Whether the bucket is part of the path; else of the host's name.</summary>
    public bool PathStyle { get; set; } = true;

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    internal string Secret => SecretKeyFile is { } file ? File.ReadLines(file).FirstOrDefault()?.Trim() ?? "" : SecretKey!;

    internal sealed class Validator : IValidateOptions<S3Options>
    {
        public ValidateOptionsResult Validate(string? name, S3Options options)
        {
            var faults = new SettingFaults(Section);
            return options.ServiceUrl is null ? faults.Result : faults
                .Require(Uri.TryCreate(options.ServiceUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https", nameof(ServiceUrl), options.ServiceUrl, "an address that begins with https:// or http://")
                .Require(!string.IsNullOrWhiteSpace(options.Bucket), nameof(Bucket), options.Bucket, "the name of a bucket")
                .Require(!string.IsNullOrWhiteSpace(options.AccessKey), nameof(AccessKey), options.AccessKey, "the id of a key")
                .Require(options.SecretKey is null != options.SecretKeyFile is null, nameof(SecretKey), options.SecretKey is null ? null : "…", "set, or SecretKeyFile instead of it")
                .Require(options.SecretKeyFile is null || File.Exists(options.SecretKeyFile), nameof(SecretKeyFile), options.SecretKeyFile, "a file that can be read")
                .Require(options.Timeout >= TimeSpan.FromSeconds(1) && options.Timeout <= TimeSpan.FromMinutes(10), nameof(Timeout), options.Timeout, "from 00:00:01 to 00:10:00")
                .Result;
        }
    }
}
