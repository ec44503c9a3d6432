using System.CommandLine;
using System.Globalization;
using Parley.Grains.Backup;
using Parley.Grains.Storage;
using Parley.Silo.Startup;

namespace Parley.Silo.Admin;

/// <summary><c>admin backup</c>, <c>restore</c> and <c>new-epoch</c>: on the databases themselves, beside a server or without one.</summary>
internal sealed class BackupCommands(Option<string?> dataPath, Option<bool> json, TextWriter output, TextWriter errors, TimeProvider clock)
{
    /// <summary>All commands.</summary>
    public IEnumerable<Command> Build() => [Backup(), Restore(), NewEpoch()];

    private Command Backup()
    {
        var path = new Argument<string>("PATH") { Description = "File to write; or a folder that is there, for a file named after the time." };
        var command = new Command("backup", "Write everything an embedded installation keeps into one archive, while its server runs or not.") { path, Verify() };
        command.SetAction((parsed, cancellation) => DoAsync(parsed, async progress =>
        {
            var settings = BackupSettings.Read(parsed.GetValue(dataPath));
            var file = FileFor(parsed.GetRequiredValue(path));
            var manifest = await new BackupWriter(settings.DataPath, settings.FilesPath, clock).WriteAsync(file, progress, cancellation);
            var written = new WrittenBackup(file, manifest.At, manifest.Epoch, new FileInfo(file).Length, manifest.Entries.Count - BackupManifest.Modules.Count, manifest.HasFiles);
            return (written, Text($"Wrote {file}: {written.Bytes} bytes, {written.Files} files of messages{(written.HasFiles ? "" : " (they are in a bucket: back that up as well)")}. Keep it where only you can read it: it has keys."));
        }));
        return command;
    }

    private Command Verify()
    {
        var file = new Argument<string>("FILE") { Description = "The archive." };
        var command = new Command("verify", "Check a backup: that it is whole, as it was written, and can be restored by this program.") { file };
        command.SetAction((parsed, cancellation) => DoAsync(parsed, async progress =>
        {
            var archive = Path.GetFullPath(parsed.GetRequiredValue(file));
            var folder = Directory.CreateTempSubdirectory("parley-verify-").FullName; // its owner's alone
            try
            {
                var manifest = await BackupReader.UnpackAsync(archive, folder, keepFiles: false, progress, cancellation);
                var content = await BackupReader.InspectAsync(manifest, folder);
                return (new VerifiedBackup(archive, manifest.At, manifest.Version, content), Text($"{archive} is good: {Content(manifest, content)}"));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }));
        return command;
    }

    private Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "A backup." };
        var replace = new Option<bool>("--replace") { Description = "If there are data in the folder, move them aside, into a folder in there." };
        var command = new Command("restore", "Put a backup in the place of the data folder, whose server must be stopped. Clients notice, and load anew.") { file, replace };
        command.SetAction((parsed, cancellation) => DoAsync(parsed, async progress =>
        {
            var settings = BackupSettings.Read(parsed.GetValue(dataPath));
            var restored = await new Restore(settings.DataPath, settings.FilesPath, settings.Audit, clock)
                .RunAsync(Path.GetFullPath(parsed.GetRequiredValue(file)), parsed.GetValue(replace), progress, cancellation);
            return (
                new RestoredFolder(settings.DataPath, restored.Manifest.At, restored.Epoch, restored.Aside, restored.Content),
                Text($"Restored {settings.DataPath}: {Content(restored.Manifest, restored.Content)} The log has the epoch {restored.Epoch} now.") +
                (restored.Aside is null ? "" : $" What was there before is in {restored.Aside}: delete it when you do not need it any more."));
        }));
        return command;
    }

    private Command NewEpoch()
    {
        var command = new Command("new-epoch", "Tell clients that the log was set back: after a restore by the tools of the database server, before silos start. admin restore does it by itself.");
        command.SetAction((parsed, _) => DoAsync(parsed, async _ =>
        {
            var settings = AdminSettings.Read(parsed.GetValue(dataPath));
            using var databases = settings.Connections is { } connections ? Databases.Connect(connections, clock) : Databases.Open(DataFolder.Open(settings.DataPath!), clock);
            var raised = new RaisedEpoch(await LogEpoch.RaiseAsync(databases.Messages));
            return (raised, $"The log has the epoch {raised.Epoch} now.");
        }));
        return command;
    }

    private Task<int> DoAsync<T>(ParseResult parsed, Func<ProgressBar?, Task<(T Result, string Sentence)>> work) =>
        LongWork.RunAsync(parsed.GetValue(json), output, errors, work, static e => e is BackupException);

    private string FileFor(string path)
    {
        var full = Path.GetFullPath(path);
        return Directory.Exists(full) ? Path.Combine(full, string.Create(CultureInfo.InvariantCulture, $"parley-{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.tar")) : full;
    }

    private static string Content(BackupManifest manifest, BackupContent content) => Text(
        $"as of {manifest.At:yyyy-MM-dd HH:mm:ss'Z'}, {content.Rooms} rooms with {content.Events} events, {content.Files} files of messages{(content.MissingFiles == 0 ? "" : Text($", {content.MissingFiles} more are missing"))}.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

internal sealed record WrittenBackup(string File, DateTimeOffset At, string Epoch, long Bytes, int Files, bool HasFiles);

internal sealed record VerifiedBackup(string File, DateTimeOffset At, string Version, BackupContent Content);

internal sealed record RestoredFolder(string DataPath, DateTimeOffset At, string Epoch, string? Aside, BackupContent Content);

internal sealed record RaisedEpoch(string Epoch);
