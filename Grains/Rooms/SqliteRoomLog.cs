using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Grains.Storage;

namespace Parley.Grains.Rooms;

/// <summary>
/// The event log on SQLite. One thread of its own owns the one writing connection and takes whatever rooms have pending
/// into one transaction (group commit).
/// </summary>
public sealed partial class SqliteRoomLog : SqlRoomLog, IDisposable
{
    /// <summary>Events of one transaction, at most. With thousands all rooms would wait for one commit, and then the writer for all rooms.</summary>
    private const int MaxTransactionEvents = 512;

    /// <summary>Of commits, unless it is set.</summary>
    private static readonly TimeSpan UsualPace = TimeSpan.FromMilliseconds(2);

    private readonly SqliteDataSource _source;
    private readonly TimeSpan _pace;
    private readonly ILogger<SqliteRoomLog> _logger;
    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(new() { SingleReader = true }); // bounded by: one append per room
    private readonly Thread _writer;

    public SqliteRoomLog(SqliteDatabase database, IOptions<RoomOptions> options, ILogger<SqliteRoomLog> logger)
        : base(database)
    {
        _pace = options.Value.CommitPace ?? UsualPace;
        _source = database.File;
        _logger = logger;
        _writer = new Thread(Write) { Name = "room log writer", IsBackground = true };
        _writer.Start();
    }

    public override Task<AppendResult> AppendAsync(RoomAppend append)
    {
        var pending = new PendingAppend(append);
        if (!_queue.Writer.TryWrite(pending))
        {
            pending.Answer(new AppendResult.Failed(new ObjectDisposedException(nameof(SqliteRoomLog)), OutcomeUnknown: false));
        }

        return pending.Task;
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _writer.Join();
    }

    private void Write()
    {
        SqliteRoomLogWriter? writer = null;
        var batch = new List<PendingAppend>();
        var began = 0L;
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            if (_pace - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
            {
                Thread.Sleep(early); // this thread has nothing else to do
            }

            began = Stopwatch.GetTimestamp();
            batch.Clear();
            for (var events = 0; events < MaxTransactionEvents && _queue.Reader.TryRead(out var pending); events += pending.Append.Events.Length)
            {
                batch.Add(pending);
            }

            writer = Commit(writer, batch);
        }

        writer?.Dispose();
    }

    /// <summary>All rooms in one transaction; if that fails, each room in its own, so that one cannot fail the others.</summary>
    /// <returns>The writer to go on with; null if its connection is no longer trusted.</returns>
    private SqliteRoomLogWriter? Commit(SqliteRoomLogWriter? writer, List<PendingAppend> batch)
    {
        try
        {
            writer ??= new SqliteRoomLogWriter(_source);
            writer.Append(batch);
            return writer;
        }
        catch (Exception e) when (batch.Count > 1)
        {
            LogBatchFailed(e, batch.Count);
            writer?.Dispose();
            writer = null;
            foreach (var pending in batch)
            {
                writer = Commit(writer, [pending]);
            }

            return writer;
        }
        catch (Exception e)
        {
            LogAppendFailed(e, batch[0].Append.Room);
            batch[0].Answer(new AppendResult.Failed(e, OutcomeUnknown: e is CommitFailedException));
            writer?.Dispose();
            return null;
        }
    }

    [LoggerMessage(1000, LogLevel.Warning, "A transaction over {Rooms} rooms failed; each room is tried alone.")]
    private partial void LogBatchFailed(Exception exception, int rooms);

    [LoggerMessage(1001, LogLevel.Error, "Appending to room {Room} failed.")]
    private partial void LogAppendFailed(Exception exception, string room);
}
