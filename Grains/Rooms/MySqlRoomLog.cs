using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MySqlConnector;
using Parley.Grains.Storage;

namespace Parley.Grains.Rooms;

/// <summary>
/// The event log on MariaDB or MySQL. A few writers, each with a connection of its own for life; rooms are spread over them,
/// so that one slow commit is not the silo's. Each takes whatever its rooms have waiting into one transaction.
/// </summary>
public sealed partial class MySqlRoomLog : SqlRoomLog, IAsyncDisposable
{
    private readonly Writer[] _writers;
    private readonly SharedReads<object> _syncs;

    public MySqlRoomLog(MySqlDatabase database, IOptions<RoomOptions> options, ILogger<MySqlRoomLog> logger)
        : base(database)
    {
        _writers = [.. Enumerable.Range(0, options.Value.LogWriters).Select(_ => new Writer((MySqlDataSource)database.Source, logger))];
        _syncs = new SharedReads<object>(_ => SyncAsync((MySqlDataSource)database.Source));
    }

    /// <summary>Those that ask while one is under way share the next.</summary>
    public override Task EnsureOnDiskAsync() => _syncs.ReadAsync("");

    public override Task<AppendResult> AppendAsync(RoomAppend append) =>
        _writers[(uint)string.GetHashCode(append.Room, StringComparison.Ordinal) % _writers.Length].AppendAsync(append);

    /// <summary>InnoDB has one redo log: a commit that is on disk has everything on disk that was committed before it. It must write something for that.</summary>
    private static async Task<IReadOnlyDictionary<string, object>> SyncAsync(MySqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO log_meta (name, value) VALUES ('synced', LEFT(UUID(), 16)) ON DUPLICATE KEY UPDATE value = LEFT(UUID(), 16)";
        await command.ExecuteNonQueryAsync();
        return ImmutableDictionary<string, object>.Empty;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
        {
            await writer.DisposeAsync();
        }
    }

    /// <summary>One connection and the queue in front of it.</summary>
    private sealed partial class Writer : IAsyncDisposable
    {
        /// <summary>Events of one transaction, and characters of their text, at most. The statement must stay far below max_allowed_packet (16 MB).</summary>
        private const int MaxEvents = 2000;
        private const int MaxCharacters = 1024 * 1024;

        /// <summary>How often a room whose head row another connection holds is put off before it is given up as failed.</summary>
        private const int MaxPutOff = 50;

        private readonly MySqlDataSource _source;
        private readonly ILogger _logger;
        private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(new() { SingleReader = true }); // bounded by: one append per room
        private readonly Task _work;
        private MySqlRoomLogWriter? _writer;

        public Writer(MySqlDataSource source, ILogger logger)
        {
            (_source, _logger) = (source, logger);
            _work = Task.Run(WriteAsync);
        }

        public Task<AppendResult> AppendAsync(RoomAppend append)
        {
            var pending = new PendingAppend(append);
            if (!_queue.Writer.TryWrite(pending))
            {
                pending.Answer(new AppendResult.Failed(new ObjectDisposedException(nameof(MySqlRoomLog)), OutcomeUnknown: false));
            }

            return pending.Task;
        }

        public async ValueTask DisposeAsync()
        {
            _queue.Writer.TryComplete();
            await _work;
        }

        private async Task WriteAsync()
        {
            var batch = new List<PendingAppend>();
            var putOff = new List<PendingAppend>();
            for (var waits = 0; putOff.Count > 0 || await _queue.Reader.WaitToReadAsync();)
            {
                batch.Clear();
                batch.AddRange(putOff);
                putOff.Clear();
                var (events, characters) = (0, 0);
                while (events < MaxEvents && characters < MaxCharacters && _queue.Reader.TryRead(out var pending))
                {
                    batch.Add(pending);
                    events += pending.Append.Events.Length;
                    characters += pending.Append.Events.Sum(RoomTail.Characters);
                }

                putOff.AddRange(await CommitAsync(batch));
                waits = putOff.Count > 0 ? waits + 1 : 0;
                if (waits > MaxPutOff)
                {
                    Fail(putOff, new TimeoutException("Another connection has held the room's head row for too long."), outcomeUnknown: false);
                    putOff.Clear();
                    waits = 0;
                }
                else if (putOff.Count == batch.Count && putOff.Count > 0)
                {
                    await Task.Delay(20); // nothing but locked rooms: their holder needs a moment, other rooms come in meanwhile
                }
            }

            if (_writer is not null)
            {
                await _writer.DisposeAsync();
            }
        }

        /// <summary>All rooms in one transaction; if that fails, each in its own, so that one cannot fail the others.</summary>
        /// <returns>Rooms that are locked elsewhere: they are tried again with the next batch and hold up no other.</returns>
        private async Task<IReadOnlyList<PendingAppend>> CommitAsync(List<PendingAppend> batch)
        {
            if (!await TryOpenAsync(batch))
            {
                return [];
            }

            try
            {
                return await _writer!.AppendAsync(batch);
            }
            catch (Exception e)
            {
                // The connection's state is not known: the next append opens another one. If a transaction is still open, the server
                // rolls it back when it notices; until then its rooms are locked, and put off.
                await DropAsync();
                LogBatchFailed(_logger, e, batch.Count);
                if (batch.Count == 1 || e is CommitFailedException)
                {
                    Fail(batch, e, e is CommitFailedException);
                    return [];
                }

                var locked = new List<PendingAppend>();
                for (var i = 0; i < batch.Count; i++)
                {
                    locked.AddRange(await CommitAsync([batch[i]]));
                    if (_writer is null && i + 1 < batch.Count && !await TryOpenAsync(batch[(i + 1)..]))
                    {
                        break; // the server is away: not every room has to find that out for itself
                    }
                }

                return locked;
            }
        }

        /// <summary>False: the server cannot be reached, and the appends have been told so.</summary>
        private async Task<bool> TryOpenAsync(IReadOnlyCollection<PendingAppend> appends)
        {
            try
            {
                _writer ??= await MySqlRoomLogWriter.OpenAsync(_source);
                return true;
            }
            catch (Exception e)
            {
                LogNotConnected(_logger, e);
                Fail(appends, e, outcomeUnknown: false);
                return false;
            }
        }

        private async Task DropAsync()
        {
            if (_writer is { } writer)
            {
                _writer = null;
                await writer.DisposeAsync();
            }
        }

        private static void Fail(IEnumerable<PendingAppend> appends, Exception e, bool outcomeUnknown)
        {
            foreach (var pending in appends)
            {
                pending.Answer(new AppendResult.Failed(e, outcomeUnknown));
            }
        }
    }

    [LoggerMessage(1002, LogLevel.Warning, "A transaction over {Rooms} rooms failed.")]
    private static partial void LogBatchFailed(ILogger logger, Exception exception, int rooms);

    [LoggerMessage(1003, LogLevel.Error, "The database of the room log cannot be reached.")]
    private static partial void LogNotConnected(ILogger logger, Exception exception);
}
