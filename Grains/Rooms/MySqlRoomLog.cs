using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MySqlConnector;
using Parley.Grains.Storage;

namespace Parley.Grains.Rooms;

/// <summary>
/// The event log on MariaDB or MySQL. Whatever rooms have waiting goes into one transaction, by whichever of a few writers is free, each with a connection of its own for life: one slow commit is
/// not the silo's, and many rooms in which little is said share commits. A room waits for its answer before it comes again, so that its order needs no care here.
/// </summary>
public sealed partial class MySqlRoomLog : SqlRoomLog, IAsyncDisposable
{
    /// <summary>Events of one transaction, and characters of their text, at most. The statement must stay far below max_allowed_packet (16 MB).</summary>
    private const int MaxEvents = 2000;
    private const int MaxCharacters = 1024 * 1024;

    /// <summary>How often a room whose head row another connection holds is put off before it is given up as failed, and for how long each time: its holder needs a moment.</summary>
    private const int MaxPutOff = 50;
    private static readonly TimeSpan PutOffFor = TimeSpan.FromMilliseconds(20);

    /// <summary>Of commits, unless it is set: a transaction of one message costs the server as much as one of ten.</summary>
    private static readonly TimeSpan UsualPace = TimeSpan.FromMilliseconds(5);

    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(new() { SingleReader = true }); // bounded by: one append per room
    private readonly Channel<Writer> _free = Channel.CreateUnbounded<Writer>(new() { SingleReader = true }); // bounded by: LogWriters
    private readonly SharedReads<object> _syncs;
    private readonly TimeSpan _pace;
    private readonly int _writers;
    private readonly Task _work;

    public MySqlRoomLog(MySqlDatabase database, IOptions<RoomOptions> options, ILogger<MySqlRoomLog> logger)
        : base(database)
    {
        var source = (MySqlDataSource)database.Source;
        (_pace, _writers) = (options.Value.CommitPace ?? UsualPace, options.Value.LogWriters);
        for (var i = 0; i < _writers; i++)
        {
            _free.Writer.TryWrite(new Writer(source, logger));
        }

        _syncs = new SharedReads<object>(_ => SyncAsync(source));
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Those that ask while one is under way share the next.</summary>
    public override Task EnsureOnDiskAsync() => _syncs.ReadAsync("");

    public override Task<AppendResult> AppendAsync(RoomAppend append)
    {
        var pending = new PendingAppend(append);
        Enqueue(pending);
        return pending.Task;
    }

    /// <summary>What waits is still written; what another connection holds up is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _work;
    }

    /// <summary>InnoDB has one redo log: a commit that is on disk has everything on disk that was committed before it. It must write something for that.</summary>
    private static async Task<IReadOnlyDictionary<string, object>> SyncAsync(MySqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO log_meta (name, value) VALUES ('synced', LEFT(UUID(), 16)) ON DUPLICATE KEY UPDATE value = LEFT(UUID(), 16)";
        await command.ExecuteNonQueryAsync();
        return ImmutableDictionary<string, object>.Empty;
    }

    private void Enqueue(PendingAppend pending)
    {
        if (!_queue.Writer.TryWrite(pending))
        {
            pending.Answer(new AppendResult.Failed(new ObjectDisposedException(nameof(MySqlRoomLog)), OutcomeUnknown: false));
        }
    }

    private async Task WorkAsync()
    {
        for (var began = 0L; await _queue.Reader.WaitToReadAsync();)
        {
            var writer = await _free.Reader.ReadAsync();
            if (_pace - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            began = Stopwatch.GetTimestamp();
            _ = WriteAsync(writer, Take());
        }

        for (var i = 0; i < _writers; i++)
        {
            await (await _free.Reader.ReadAsync()).DisposeAsync();
        }
    }

    private List<PendingAppend> Take()
    {
        var (batch, events, characters) = (new List<PendingAppend>(), 0, 0);
        while (events < MaxEvents && characters < MaxCharacters && _queue.Reader.TryRead(out var pending))
        {
            batch.Add(pending);
            events += pending.Append.Events.Length;
            characters += pending.Append.Events.Sum(RoomTail.Characters);
        }

        return batch;
    }

    private async Task WriteAsync(Writer writer, List<PendingAppend> batch)
    {
        IReadOnlyList<PendingAppend> locked = [];
        try
        {
            locked = await writer.CommitAsync(batch);
        }
        catch (Exception e)
        {
            Fail(batch, e, outcomeUnknown: true); // of those without an answer: nobody waits for ever
        }
        finally
        {
            _free.Writer.TryWrite(writer);
        }

        if (locked.Count > 0)
        {
            await Task.Delay(PutOffFor); // other rooms, and other writers, go on meanwhile
            foreach (var pending in locked)
            {
                if (++pending.PutOff > MaxPutOff)
                {
                    pending.Answer(new AppendResult.Failed(new TimeoutException("Another connection has held the room's head row for too long."), OutcomeUnknown: false));
                }
                else
                {
                    Enqueue(pending);
                }
            }
        }
    }

    private static void Fail(IEnumerable<PendingAppend> appends, Exception e, bool outcomeUnknown)
    {
        foreach (var pending in appends)
        {
            pending.Answer(new AppendResult.Failed(e, outcomeUnknown));
        }
    }

    /// <summary>One connection.</summary>
    private sealed partial class Writer(MySqlDataSource source, ILogger logger) : IAsyncDisposable
    {
        private MySqlRoomLogWriter? _writer;

        public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;

        /// <summary>All rooms in one transaction; if that fails, each in its own, so that one cannot fail the others.</summary>
        /// <returns>Rooms that are locked elsewhere: they are to be tried again and hold up no other.</returns>
        public async Task<IReadOnlyList<PendingAppend>> CommitAsync(List<PendingAppend> batch)
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
                LogBatchFailed(logger, e, batch.Count);
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
                _writer ??= await MySqlRoomLogWriter.OpenAsync(source);
                return true;
            }
            catch (Exception e)
            {
                LogNotConnected(logger, e);
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
    }

    [LoggerMessage(1002, LogLevel.Warning, "A transaction over {Rooms} rooms failed.")]
    private static partial void LogBatchFailed(ILogger logger, Exception exception, int rooms);

    [LoggerMessage(1003, LogLevel.Error, "The database of the room log cannot be reached.")]
    private static partial void LogNotConnected(ILogger logger, Exception exception);
}
