using System.Text.Json;

namespace Parley.Grains.Backup;

/// <summary>What is in a backup: its last entry, so that one that was broken off has none.</summary>
/// <param name="Format">Of the backup itself; see <see cref="CurrentFormat"/>.</param>
/// <param name="Version">Of the program that made it.</param>
/// <param name="At">The moment that it shows.</param>
/// <param name="Epoch">Of the log when it was made. A restore gives it another.</param>
/// <param name="Schemas">Number of the last script of each database, by module.</param>
/// <param name="HasFiles">False: the files of messages are in a bucket, which is backed up apart.</param>
/// <param name="Entries">Everything but the manifest.</param>
public sealed record BackupManifest(
    int Format, string Version, DateTimeOffset At, string Epoch, IReadOnlyDictionary<string, int> Schemas, bool HasFiles, IReadOnlyList<BackupEntry> Entries)
{
    /// <summary>Name of the entry.</summary>
    public const string Name = "manifest.json";

    /// <summary>What this program writes; it reads nothing newer.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The modules that a backup has, in the order in which their moments are taken: what refers to something is taken before what it refers to.</summary>
    public static IReadOnlyList<string> Modules { get; } = ["grains", "messages", "identity"];

    /// <summary>Name of a module's entry.</summary>
    public static string DatabaseEntry(string module) => $"{module}.db";

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <exception cref="BackupException">It is none, or of a newer program.</exception>
    internal static BackupManifest Of(Stream json)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(json, JsonSerializerOptions.Web);
            return manifest switch
            {
                null or { Entries: null } or { Schemas: null } => throw new BackupException("Its manifest cannot be read."),
                { Format: > CurrentFormat } => throw new BackupException($"It was made by Parley {manifest.Version}, in a form that this program does not know. Use that version, or a newer one."),
                _ => manifest,
            };
        }
        catch (JsonException e)
        {
            throw new BackupException("Its manifest cannot be read.", e);
        }
    }
}

/// <param name="Name">Within the archive.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Hash of its bytes, in lower case hex.</param>
public sealed record BackupEntry(string Name, long Bytes, string Sha256);

/// <summary>How far a backup, a check or a restore is.</summary>
/// <param name="Done">Bytes.</param>
/// <param name="Total">Bytes; grows as more is known.</param>
public readonly record struct BackupProgress(long Done, long Total);

/// <summary>A backup cannot be made, or is not one that can be used. The message is for the operator.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
