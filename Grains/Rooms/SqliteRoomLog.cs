using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// The event log on SQLite. One thread of its own owns the one writing connection and takes whatever rooms have waiting
/// into one transaction (group commit); readers are separate connections, few and short.
/// </summary>
public sealed partial class SqliteRoomLog : IRoomLog, IDisposable
{
    /// <summary>Events of one transaction, at most; SQLite commits thousands as fast as one.</summary>
    private const int MaxTransactionEvents = 4096;
    private const int MaxReaders = 4;

    private readonly SqliteDataSource _source;
    private readonly ILogger<SqliteRoomLog> _logger;
    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true }); // bounded by: one append per room
    private readonly SemaphoreSlim _readers = new(MaxReaders);
    private readonly Thread _writer;

    public SqliteRoomLog(Databases databases, ILogger<SqliteRoomLog> logger)
    {
        _source = databases.Messages;
        _logger = logger;
        _writer = new Thread(Write) { Name = "room log writer", IsBackground = true };
        _writer.Start();
    }

    public Task<AppendResult> AppendAsync(RoomAppend append)
    {
        var waiting = new Waiting(append);
        if (!_queue.Writer.TryWrite(waiting))
        {
            waiting.Answer(new AppendResult.Failed(new ObjectDisposedException(nameof(SqliteRoomLog)), OutcomeUnknown: false));
        }

        return waiting.Task;
    }

    public Task<LogHead?> HeadAsync(string room) => ReadAsync(reader => reader.Head(room));

    public Task<IReadOnlyDictionary<string, LogHead>> HeadsAsync(IReadOnlyCollection<string> rooms) => ReadAsync(reader => reader.Heads(rooms));

    public Task<ImmutableArray<RoomEvent>> ReadAfterAsync(string room, long after, int limit) => ReadAsync(reader => reader.After(room, after, limit));

    public Task<(LogHead? Head, RoomFacts Facts)> FactsAsync(string room, IReadOnlyCollection<string> users, IReadOnlyCollection<long> messages) =>
        ReadAsync(reader => reader.Facts(room, users, messages));

    public Task<ReaderPage> ReadPageAsync(string room, ReadEvents query, int maxCharacters) => ReadAsync(reader => reader.Page(room, query, maxCharacters));

    public Task<long> CountAtAsync(string room, long seq) => ReadAsync(reader => reader.CountAt(room, seq));

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _writer.Join();
        _readers.Dispose();
    }

    /// <summary>SQLite works on the calling thread, so reads go to the pool, a few at a time.</summary>
    private async Task<T> ReadAsync<T>(Func<SqliteRoomLogReader, T> read)
    {
        await _readers.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(() =>
            {
                using var connection = _source.OpenReader();
                using var snapshot = connection.BeginTransaction(deferred: true); // all statements of one read see one moment
                return read(new SqliteRoomLogReader(connection, snapshot));
            }).ConfigureAwait(false);
        }
        finally
        {
            _readers.Release();
        }
    }

    private void Write()
    {
        SqliteRoomLogWriter? writer = null;
        var batch = new List<Waiting>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            for (var events = 0; events < MaxTransactionEvents && _queue.Reader.TryRead(out var waiting); events += waiting.Append.Events.Length)
            {
                batch.Add(waiting);
            }

            writer = Commit(writer, batch);
        }

        writer?.Dispose();
    }

    /// <summary>All rooms in one transaction; if that fails, each room in its own, so that one cannot fail the others.</summary>
    /// <returns>The writer to go on with; null if its connection is no longer trusted.</returns>
    private SqliteRoomLogWriter? Commit(SqliteRoomLogWriter? writer, List<Waiting> batch)
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
            foreach (var waiting in batch)
            {
                writer = Commit(writer, [waiting]);
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

    /// <summary>An append on its way through the writer.</summary>
    internal sealed class Waiting(RoomAppend append) : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RoomAppend Append { get; } = append;

        public void Answer(AppendResult result) => TrySetResult(result);
    }
}

/// <summary>COMMIT itself failed: whether the events are stored is not known.</summary>
internal sealed class CommitFailedException(Exception inner) : Exception("The commit failed; whether it took effect is not known.", inner);
