using System.Globalization;
using Dapper;
using Parley.Grains.Backup;
using Parley.Grains.Storage;
using Parley.Silo.Admin;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Backup;

/// <summary>What an operator sees of backups, on a data folder that no server has.</summary>
[Trait("Scope", "F26")]
public sealed class BackupCommandTests : IDisposable
{
    private readonly TempFolder _place = new();

    private string Data => Path.Combine(_place.Path, "data");

    private string Archive => Path.Combine(_place.Path, "b.tar");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_folder_with_data_is_replaced_only_if_told_so_and_what_was_there_is_kept()
    {
        Prepare();
        await Run(0, "Wrote ", "backup", Archive);
        var before = await Epoch();

        await Run(1, "There are data in ", "restore", Archive);
        Assert.Equal(before, await Epoch());
        await Run(0, "What was there before is in ", "restore", Archive, "--replace");

        Assert.NotEqual(before, await Epoch());
        Assert.True(File.Exists(Path.Combine(Assert.Single(Directory.GetDirectories(Data, "before-restore-*")), "messages.db")));
        Assert.False(Directory.Exists(Path.Combine(Data, DataFolder.Restoring)));
    }

    [Fact]
    public async Task A_server_that_runs_is_not_restored_under()
    {
        Prepare();
        await Run(0, "Wrote ", "backup", Archive);
        using var server = DataFolder.Open(Data);

        await Run(1, "Stop it first.", "restore", Archive, "--replace");
        await Run(0, "Wrote ", "backup", Archive + "2"); // backed up it is
    }

    [Fact]
    public async Task A_restore_that_broke_off_is_never_served_half()
    {
        Prepare();
        await Run(0, "Wrote ", "backup", Archive);
        Directory.CreateDirectory(Path.Combine(Data, DataFolder.Restoring));
        File.Delete(Path.Combine(Data, "grains.db")); // as if it had been killed while moving

        var refusal = Assert.Throws<StartupException>(() => DataFolder.Open(Data));
        Assert.Contains("Run the restore again", refusal.Message, StringComparison.Ordinal);
        await Run(0, "Restored ", "restore", Archive);
        DataFolder.Open(Data).Dispose();
        Assert.True(File.Exists(Path.Combine(Data, "grains.db")));
    }

    [Theory]
    [InlineData(-1, "not a whole archive")]
    [InlineData(5000, "is not as it was written")]
    public async Task A_damaged_backup_is_found_out_and_changes_nothing(int at, string sentence)
    {
        Prepare();
        await Run(0, "Wrote ", "backup", Archive);
        var bytes = await File.ReadAllBytesAsync(Archive, Cancellation);
        if (at >= 0)
        {
            bytes[at] ^= 1;
        }

        await File.WriteAllBytesAsync(Archive, at < 0 ? bytes[..(bytes.Length / 2)] : bytes, Cancellation);

        await Run(1, sentence, "backup", "verify", Archive);
        await Run(1, sentence, "restore", Archive, "--replace");
        Assert.True(File.Exists(Path.Combine(Data, "messages.db")));
        DataFolder.Open(Data).Dispose();
    }

    [Fact]
    public async Task A_backup_of_a_newer_program_is_refused()
    {
        Prepare("INSERT INTO schema_versions (version, name, applied_at_ms) VALUES (999, 'future', 0)");
        await Run(0, "Wrote ", "backup", Archive);

        await Run(1, "has schema 999", "backup", "verify", Archive);
        await Run(1, "has schema 999", "restore", Archive, "--data-path", Path.Combine(_place.Path, "other"));
    }

    [Fact]
    public async Task A_log_with_a_hole_is_no_good_backup()
    {
        Prepare("INSERT INTO room_heads (room_id, last_seq, message_count, epoch) VALUES ('r', 2, 1, 'e')");
        await Run(0, "Wrote ", "backup", Archive);

        await Run(1, "events of the room r are missing", "backup", "verify", Archive);
    }

    [Fact]
    public async Task A_backup_is_never_written_over_and_takes_a_name_of_its_own_in_a_folder()
    {
        Prepare();
        await Run(0, "Wrote ", "backup", Archive);
        await Run(1, "is there already", "backup", Archive);
        await Run(0, "Wrote ", "backup", _place.Path);
        await Run(1, "nothing to back up", "backup", Archive + "2", "--data-path", Path.Combine(_place.Path, "nowhere"));

        Assert.Single(Directory.GetFiles(_place.Path, "parley-*Z.tar"));
        Assert.Equal(2, Directory.GetFiles(_place.Path).Length); // no parts
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Archive));
        }
    }

    [Fact]
    public async Task A_new_epoch_can_be_had_without_a_restore()
    {
        Prepare();
        var before = await Epoch();

        await Run(0, "The log has the epoch ", "new-epoch");

        Assert.NotEqual(before, await Epoch());
    }

    private void Prepare(string? sql = null)
    {
        using var databases = Databases.Open(DataFolder.Open(Data), TimeProvider.System);
        if (sql is not null)
        {
            using var connection = databases.Messages.Source.OpenConnection();
            connection.Execute(sql);
        }
    }

    private async Task<string> Epoch()
    {
        using var databases = Databases.AsTheyAre(DataFolder.Open(Data));
        return await LogEpoch.ReadAsync(databases.Messages);
    }

    private async Task Run(int code, string sentence, params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        string[] all = arguments.Contains("--data-path") ? ["admin", .. arguments] : ["admin", .. arguments, "--data-path", Data];
        var ended = await new AdminCommandLine(TextReader.Null, output, output).RunAsync(all);
        Assert.Contains(sentence, output.ToString(), StringComparison.Ordinal);
        Assert.Equal(code, ended);
    }
}
