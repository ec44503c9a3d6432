using Microsoft.Data.Sqlite;
using Parley.Benchmarks;
using Parley.Benchmarks.Durable;
using Xunit;

namespace Parley.Tests.Benchmarks.Durable;

/// <summary>A control that cheats makes every ratio worthless: what it says it has stored another connection finds.</summary>
public sealed class MessageStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-controls-");

    private string File => Path.Combine(_folder.FullName, "control.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Each_insert_is_a_row_when_it_is_acknowledged()
    {
        await using var store = await InsertPerMessage.OnSqliteAsync(File);
        for (var i = 1; i <= 3; i++)
        {
            await store.StoreAsync(room: 7, sender: "ann", text: $"message {i}");

            Assert.Equal($"{i} 7 ann message {i}", Ask("SELECT max(id) || ' ' || room || ' ' || sender || ' ' || body FROM control_messages"));
        }
    }

    [Fact]
    public async Task Each_state_write_is_a_new_version_that_holds_the_message_when_it_is_acknowledged()
    {
        await using var store = await StateWritePerMessage.OnSqliteAsync(File);
        for (var i = 1; i <= 3; i++)
        {
            await store.StoreAsync(room: 7, sender: "ann", text: $"message {i}");

            Assert.Equal($"{i}", Ask("SELECT Version FROM OrleansStorage"));
            Assert.Contains($"message {i}", Ask("SELECT CAST(PayloadBinary AS TEXT) FROM OrleansStorage"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_disk_is_measured_as_often_as_asked_and_nothing_stays_on_it()
    {
        var durations = DiskSync.Measure(_folder.FullName, times: 5);

        Assert.Equal(5, durations.Count);
        Assert.True(durations.Quantile(0.5) > 0);
        Assert.Empty(_folder.GetFiles());
    }

    private string Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), null)!;
    }
}
