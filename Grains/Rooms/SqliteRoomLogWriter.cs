using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// The writing side of the SQLite log: one connection, prepared statements, used by one thread. What would collide is found
/// before anything of a room is written: a moved head, a client id used before, a taken name. Such a room is left out and
/// the others commit.
/// </summary>
internal sealed class SqliteRoomLogWriter : IDisposable
{
    /// <summary>Beyond this the write-ahead log is folded back between batches, even if a reader held it open.</summary>
    private const long MaxWalBytes = 64 * 1024 * 1024;

    /// <summary>Pages of the file that the writer keeps, in KiB: the ends of the lines of thousands of rooms. With SQLite's 2 MiB they were read and spilled anew in every transaction.</summary>
    private const int CacheKiB = 64 * 1024;

    /// <summary>Pages of 4 KiB in the write-ahead log before they are folded back: a page that many commits change is written back once.</summary>
    private const int CheckpointPages = 8 * 1024;

    private readonly SqliteConnection _connection;
    private readonly string _walPath;
    private readonly Statement _begin, _commit, _rollback, _epoch, _head, _byClientId, _nameTaken;
    private readonly Statement _insertHead, _moveHead, _insertEvent, _insertRoom, _insertMember, _endMember, _erase;

    public SqliteRoomLogWriter(SqliteDataSource source)
    {
        _connection = source.Open();
        SqliteDataSource.Execute(_connection, $"PRAGMA cache_size=-{CacheKiB}; PRAGMA wal_autocheckpoint={CheckpointPages}");
        _walPath = source.Path + "-wal";
        _begin = new(_connection, "BEGIN IMMEDIATE");
        _commit = new(_connection, "COMMIT");
        _rollback = new(_connection, "ROLLBACK");
        _epoch = new(_connection, "SELECT value FROM log_meta WHERE name = 'epoch'");
        _head = new(_connection, "SELECT last_seq, message_count, epoch FROM room_heads WHERE room_id = @p0", 1);
        _byClientId = new(_connection, $"SELECT {RoomLogReader.EventColumns} FROM room_events WHERE room_id = @p0 AND sender_id = @p1 AND client_id = @p2", 3);
        _nameTaken = new(_connection, "SELECT 1 FROM room_names WHERE name_key = @p0 AND room_id <> @p1", 2);
        _insertHead = new(_connection, "INSERT INTO room_heads (room_id, last_seq, message_count, epoch) VALUES (@p0, @p1, @p2, @p3)", 4);
        _moveHead = new(_connection, "UPDATE room_heads SET last_seq = @p1, message_count = @p2 WHERE room_id = @p0 AND last_seq = @p3 AND epoch = @p4", 5);
        _insertEvent = new(
            _connection,
            "INSERT INTO room_events (room_id, seq, kind, version, sender_id, client_id, at_ms, n, target_seq, payload) " +
            "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)",
            10);
        _insertRoom = new(
            _connection,
            "INSERT INTO rooms (room_id, name_key, name, title, visibility, created_by, created_at_ms) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)",
            7);
        _insertMember = new(_connection, "INSERT INTO room_members (room_id, user_id, from_seq, role) VALUES (@p0, @p1, @p2, @p3)", 4);
        _endMember = new(_connection, "UPDATE room_members SET until_seq = @p2 WHERE room_id = @p0 AND user_id = @p1 AND until_seq IS NULL", 3);
        _erase = new(_connection, "UPDATE room_events SET payload = NULL WHERE room_id = @p0 AND (seq = @p1 OR (target_seq = @p1 AND kind IN ('messageEdited', 'messageRestored', 'previewsChanged')))", 2);
    }

    /// <summary>Appends to all the rooms in one transaction and answers each. If it throws, nobody was answered.</summary>
    /// <exception cref="CommitFailedException">The outcome is unknown.</exception>
    public void Append(IReadOnlyList<PendingAppend> batch)
    {
        using var activity = RoomActivities.Commit(batch);
        var results = new AppendResult[batch.Count];
        _begin.Execute();
        try
        {
            for (var i = 0; i < batch.Count; i++)
            {
                results[i] = Append(batch[i].Append);
            }
        }
        catch
        {
            _rollback.Execute();
            throw;
        }

        try
        {
            _commit.Execute();
        }
        catch (Exception e)
        {
            throw new CommitFailedException(e);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Answer(results[i]);
        }

        FoldWriteAheadLog();
    }

    public void Dispose()
    {
        foreach (var statement in new[]
        {
            _begin, _commit, _rollback, _epoch, _head, _byClientId, _nameTaken, _insertHead, _moveHead, _insertEvent, _insertRoom, _insertMember, _endMember, _erase,
        })
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private AppendResult Append(RoomAppend append)
    {
        // 1. The line ends where the writer believes it to end, or nothing of this room is touched.
        var head = Head(append.Room);
        if ((head?.LastSeq ?? 0) != append.ExpectedSeq || (head is not null && head.Epoch != append.Epoch))
        {
            return new AppendResult.HeadMoved(head);
        }

        // 2. No client id stands twice.
        if (Repeats(append) is { Length: > 0 } repeats)
        {
            return new AppendResult.Repeats(repeats);
        }

        var epoch = head?.Epoch ?? Epoch();
        if (append.Events.IsEmpty)
        {
            return new AppendResult.Committed(epoch);
        }

        foreach (var e in append.Events)
        {
            if (RoomNames.TakenBy(e) is { } name && _nameTaken.Any(RoomNames.Key(name), append.Room))
            {
                return new AppendResult.NameTaken();
            }
        }

        // 3. Events, what follows from them, and the head.
        foreach (var e in append.Events)
        {
            Insert(append.Room, e);
        }

        MoveHead(append, append.Events[^1], epoch);
        return new AppendResult.Committed(epoch);
    }

    private LogHead? Head(string room)
    {
        using var rows = _head.Query(room);
        return rows.Read() ? new LogHead(rows.GetInt64(0), rows.GetInt64(1), rows.GetString(2)) : null;
    }

    private string Epoch()
    {
        using var rows = _epoch.Query();
        return rows.Read() ? rows.GetString(0) : throw new InvalidOperationException("The log has no epoch.");
    }

    private ImmutableArray<RoomEvent> Repeats(RoomAppend append)
    {
        ImmutableArray<RoomEvent>.Builder? found = null;
        foreach (var id in append.Doubtful)
        {
            using var rows = _byClientId.Query(append.Room, id.Sender, id.ClientId);
            if (rows.Read())
            {
                (found ??= ImmutableArray.CreateBuilder<RoomEvent>()).Add(RoomEventCodec.Decode(RoomLogReader.Stored(rows)));
            }
        }

        return found?.ToImmutable() ?? [];
    }

    private void Insert(string room, RoomEvent e)
    {
        _insertEvent.Execute(
            room, e.Seq, e.Kind, RoomEventCodec.Version, e.Sender, e.ClientId, e.At.ToUnixTimeMilliseconds(), e.N, RoomEventCodec.Target(e), RoomEventCodec.Payload(e));
        switch (e)
        {
            case RoomCreated created:
                _insertRoom.Execute(
                    room, RoomNames.Key(created.Name), created.Name, created.Title, (long)created.Visibility, created.Sender, created.At.ToUnixTimeMilliseconds());
                break;
            case MemberJoined joined:
                _insertMember.Execute(room, joined.User, joined.Seq, (long)joined.Role);
                break;
            case MemberLeft or MemberKicked:
                _endMember.Execute(room, e.Removes, e.Seq);
                break;
            case MessageDeleted { Batch: null } deleted:
                _erase.Execute(room, deleted.Target);
                break;
        }

        foreach (var statement in RoomProjection.Of(room, e))
        {
            Execute(statement);
        }
    }

    /// <summary>Runs a statement that is too rare to be kept.</summary>
    private void Execute(FormattableString sql)
    {
        var names = Enumerable.Range(0, sql.ArgumentCount).Select(i => $"@p{i}").ToArray<object>();
        using var statement = new Statement(_connection, string.Format(CultureInfo.InvariantCulture, sql.Format, names), names.Length);
        statement.Execute(sql.GetArguments());
    }

    private void MoveHead(RoomAppend append, RoomEvent last, string epoch)
    {
        if (append.ExpectedSeq == 0)
        {
            _insertHead.Execute(append.Room, last.Seq, last.N, epoch);
        }
        else if (_moveHead.Execute(append.Room, last.Seq, last.N, append.ExpectedSeq, epoch) != 1)
        {
            throw new InvalidOperationException($"The head of room {append.Room} moved inside a transaction.");
        }
    }

    private void FoldWriteAheadLog()
    {
        if (new FileInfo(_walPath) is { Exists: true, Length: > MaxWalBytes })
        {
            SqliteDataSource.Execute(_connection, "PRAGMA wal_checkpoint(RESTART)");
        }
    }

    /// <summary>A prepared statement with parameters @p0 …</summary>
    private sealed class Statement : IDisposable
    {
        private readonly SqliteCommand _command;

        public Statement(SqliteConnection connection, string sql, int parameters = 0)
        {
            _command = connection.CreateCommand();
            _command.CommandText = sql;
            for (var i = 0; i < parameters; i++)
            {
                _command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" });
            }
        }

        public int Execute(params ReadOnlySpan<object?> values)
        {
            Bind(values);
            return _command.ExecuteNonQuery();
        }

        public SqliteDataReader Query(params ReadOnlySpan<object?> values)
        {
            Bind(values);
            return _command.ExecuteReader();
        }

        public bool Any(params ReadOnlySpan<object?> values)
        {
            using var rows = Query(values);
            return rows.Read();
        }

        public void Dispose() => _command.Dispose();

        private void Bind(ReadOnlySpan<object?> values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                _command.Parameters[i].Value = values[i] ?? DBNull.Value;
            }
        }
    }
}
