using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Parley.FileStores;
using Parley.Grains.Audit;
using Parley.Grains.Storage;
using Parley.Silo.Settings;

namespace Parley.Silo.Admin;

/// <summary>What a backup has to know of an installation beside where its databases are.</summary>
/// <param name="DataPath">Full path of the data folder.</param>
/// <param name="FilesPath">Full path of the folder with the files of messages; null: they are in a bucket.</param>
internal sealed record BackupSettings(string DataPath, string? FilesPath, AuditOptions Audit)
{
    /// <param name="dataPath">As on the command line; null: as configured.</param>
    /// <exception cref="StartupException">In cluster mode, where the database server has tools of its own.</exception>
    public static BackupSettings Read(string? dataPath)
    {
        var folder = AdminSettings.Read(dataPath).DataPath ?? throw new StartupException(
            "Parley:Mode is \"Cluster\": the data are in MariaDB or MySQL, which are backed up by their own tools. docs/backup.md says how, and deploy/backup has scripts.");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddSettings();
        var configuration = builder.Configuration;
        var files = configuration[$"{FileStoreOptions.Section}:{nameof(FileStoreOptions.Path)}"];
        var isBucket = !string.IsNullOrWhiteSpace(configuration[$"{S3Options.Section}:{nameof(S3Options.ServiceUrl)}"]);
        return new BackupSettings(
            folder,
            isBucket ? null : string.IsNullOrWhiteSpace(files) ? Path.Combine(folder, "files") : Path.GetFullPath(files),
            configuration.GetSection(AuditOptions.Section).Get<AuditOptions>() ?? new AuditOptions());
    }
}
