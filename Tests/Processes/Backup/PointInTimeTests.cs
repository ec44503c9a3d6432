using System.Diagnostics;
using System.Globalization;
using Dapper;
using MySqlConnector;
using Parley.Access;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Rooms;
using Parley.Silo.Embedded;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Backup;

/// <summary>F26 in a cluster: the scripts of deploy/backup against a real MariaDB.</summary>
[Trait("Scope", "F26")]
public sealed class PointInTimeTests : IAsyncDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly MariaDbServer _server = new(["--log-bin=binlog", "--server-id=1", "--sync-binlog=1", "--binlog-format=MIXED"]);
    private readonly TempFolder _place = new();

    [Fact]
    public async Task A_dump_and_the_binary_log_bring_back_a_beginning_of_the_history_up_to_any_position()
    {
        var connection = await _server.NewDatabase();
        var settings = new MySqlConnectionStringBuilder(connection);
        var options = Path.Combine(_place.Path, "my.cnf");
        await File.WriteAllTextAsync(options, $"[client]\nhost=127.0.0.1\nport={settings.Port.ToString(CultureInfo.InvariantCulture)}\nuser=root\n", TestContext.Current.CancellationToken);

        string dump, logs, position, oldEpoch;
        using (var databases = Databases.Connect(new DatabaseConnections(connection, connection, connection), TimeProvider.System))
        {
            await using var log = TestLog.MariaDbLog(databases);
            await Append(log, new RoomCreated { Seq = 1, Sender = "ann", At = At, N = 0, Name = "r", Title = "r", Visibility = RoomVisibility.Public });
            await Append(log, new MemberJoined { Seq = 2, Sender = "ann", At = At, N = 0, User = "ann", Role = RoomRole.Owner });
            await Say(log, 3, 20);
            dump = (await Script("dump", options, _place.Path, settings.Database)).Trim();
            await Say(log, 21, 40);
            await using var direct = new MySqlConnection(connection);
            var master = await direct.QuerySingleAsync("SHOW MASTER STATUS");
            position = Convert.ToString(master.Position, CultureInfo.InvariantCulture);
            await Say(log, 41, 60);
            logs = Path.GetDirectoryName((string)(await direct.QuerySingleAsync("SHOW VARIABLES LIKE 'log_bin_basename'")).Value)!;
            oldEpoch = (await log.HeadAsync("r"))!.Epoch;
        }

        await Script("restore", options, dump, logs, "--position", position);
        var told = await ProgramRun.ToEnd("Silo", new Dictionary<string, string> { ["Parley__Mode"] = "Cluster", ["ConnectionStrings__MySql"] = connection }, ["admin", "new-epoch"]);
        Assert.Equal((0, ""), (told.ExitCode, told.Errors));

        using var restored = Databases.Connect(new DatabaseConnections(connection, connection, connection), TimeProvider.System);
        await using var again = TestLog.MariaDbLog(restored);
        var head = (await again.HeadAsync("r"))!;
        Assert.Equal((40, false), (head.LastSeq, head.Epoch == oldEpoch));
        Assert.Equal(Enumerable.Range(3, 38).Select(seq => $"text {seq}"), (await again.ReadAfterAsync("r", 2, 100)).Cast<MessagePosted>().Select(e => e.Text));
        Assert.IsType<AppendResult.HeadMoved>(await again.AppendAsync(new RoomAppend("r", 40, oldEpoch, [Posted(41)], []))); // who was left behind
        Assert.IsType<AppendResult.Committed>(await again.AppendAsync(new RoomAppend("r", 40, head.Epoch, [Posted(41)], [])));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _place.Dispose();
    }

    private static MessagePosted Posted(long seq) => new() { Seq = seq, Sender = "ann", ClientId = $"c{seq}", At = At, N = seq - 2, Text = $"text {seq}" };

    private static async Task Say(MySqlRoomLog log, int from, int to)
    {
        for (var seq = from; seq <= to; seq++)
        {
            await Append(log, Posted(seq));
        }
    }

    private static async Task Append(MySqlRoomLog log, RoomEvent e) =>
        Assert.IsType<AppendResult.Committed>(await log.AppendAsync(new RoomAppend("r", e.Seq - 1, (await log.HeadAsync("r"))?.Epoch, [e], [])));

    private static async Task<string> Script(string name, string options, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(SourceTree.Root!, "deploy", "backup", name), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MARIADB_CNF"] = options;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{output}{await errors}");
    }
}
