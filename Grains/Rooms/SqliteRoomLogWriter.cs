using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// The writing side of the SQLite log: one connection, prepared statements, used by one thread. What would collide is found
/// before anything of a room is written: a moved head, a taken name, a client id used before. Such a room is left out and
/// the others commit. Client ids that come with an event are not looked up: the log's unique key finds those that were used, and then all is done again with a look.
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
    private readonly SqliteStatement _begin, _commit, _rollback, _epoch, _head, _nameTaken, _tombstone;
    private readonly SqliteStatement _insertHead, _moveHead, _insertEvent, _insertRoom, _insertMember, _endMember, _erase;

    public SqliteRoomLogWriter(SqliteDataSource source)
    {
        _connection = source.Open();
        SqliteDataSource.Execute(_connection, $"PRAGMA cache_size=-{CacheKiB}; PRAGMA wal_autocheckpoint={CheckpointPages}");
        _walPath = source.Path + "-wal";
        _begin = new(_connection, "BEGIN IMMEDIATE");
        _commit = new(_connection, "COMMIT");
        _rollback = new(_connection, "ROLLBACK");
        _epoch = new(_connection, "SELECT value FROM log_meta WHERE name = 'epoch'");
        _head = new(_connection, "SELECT last_seq, message_count, epoch FROM room_heads WHERE room_id = ?");
        _tombstone = new(_connection, "SELECT 1 FROM deleted_rooms WHERE room_id = ?");
        _nameTaken = new(_connection, "SELECT 1 FROM room_names WHERE name_key = ? AND room_id <> ?");
        _insertHead = new(_connection, "INSERT INTO room_heads (room_id, last_seq, message_count, epoch) VALUES (?, ?, ?, ?)");
        _moveHead = new(_connection, "UPDATE room_heads SET last_seq = ?, message_count = ? WHERE room_id = ? AND last_seq = ? AND epoch = ?");
        _insertEvent = new(_connection,
            "INSERT INTO room_events (room_id, seq, kind, version, sender_id, client_id, at_ms, n, target_seq, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _insertRoom = new(_connection, "INSERT INTO rooms (room_id, name_key, name, title, visibility, created_by, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)");
        _insertMember = new(_connection, "INSERT INTO room_members (room_id, user_id, from_seq, role) VALUES (?, ?, ?, ?)");
        _endMember = new(_connection, "UPDATE room_members SET until_seq = ? WHERE room_id = ? AND user_id = ? AND until_seq IS NULL");
        _erase = new(_connection, "UPDATE room_events SET payload = NULL WHERE room_id = ?1 AND (seq = ?2 OR (target_seq = ?2 AND kind IN ('messageEdited', 'messageRestored', 'previewsChanged')))");
    }

    /// <summary>Appends to all the rooms in one transaction and answers each. If it throws, nobody was answered.</summary>
    /// <exception cref="CommitFailedException">The outcome is unknown.</exception>
    public void Append(IReadOnlyList<PendingAppend> batch)
    {
        try
        {
            Append(batch, looksForRepeats: false);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            // Most likely somebody has said something again that was said long ago: now with a look at each client id.
            Append(batch, looksForRepeats: true);
        }
    }

    public void Dispose()
    {
        foreach (var statement in new[]
        {
            _begin, _commit, _rollback, _epoch, _head, _nameTaken, _tombstone, _insertHead, _moveHead, _insertEvent, _insertRoom, _insertMember, _endMember, _erase,
        })
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private void Append(IReadOnlyList<PendingAppend> batch, bool looksForRepeats)
    {
        using var activity = RoomActivities.Commit(batch);
        var results = new AppendResult[batch.Count];
        _begin.Execute();
        try
        {
            for (var i = 0; i < batch.Count; i++)
            {
                results[i] = Append(batch[i].Append, looksForRepeats);
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

    private AppendResult Append(RoomAppend append, bool looksForRepeats)
    {
        // 1. What would stand in the way besides the head: a client id that was used before, a name that another room has.
        var hindrance = Hindrance(append, looksForRepeats);
        var epoch = append.Epoch ?? Epoch();
        if (hindrance is not null || append.Events.IsEmpty || !TryMoveHead(append, append.Events[^1], epoch))
        {
            // 2. The line does not end where the writer believes it to end: nothing of this room is touched, and that comes before all else.
            var head = Head(append.Room);
            return (head?.LastSeq ?? 0) != append.ExpectedSeq || (head is not null && head.Epoch != append.Epoch)
                ? new AppendResult.HeadMoved(head)
                : hindrance ?? new AppendResult.Committed(epoch);
        }

        // 3. Events, and what follows from them.
        foreach (var e in append.Events)
        {
            Insert(append.Room, e);
        }

        return new AppendResult.Committed(epoch);
    }

    private AppendResult? Hindrance(RoomAppend append, bool looksForRepeats)
    {
        if (Repeats(append.Room, looksForRepeats ? append.Doubtful : append.Unwritten()) is { Length: > 0 } repeats)
        {
            return new AppendResult.Repeats(repeats);
        }

        // A room comes once: what a frozen silo still has to say of one that was deleted makes no new one.
        if (append.ExpectedSeq == 0 && IsDeleted(append.Room))
        {
            return new AppendResult.RoomDeleted();
        }

        foreach (var e in append.Events)
        {
            if (RoomNames.TakenBy(e) is { } name && IsTaken(RoomNames.Key(name), append.Room))
            {
                return new AppendResult.NameTaken();
            }
        }

        return null;
    }

    private LogHead? Head(string room)
    {
        LogHead? head = null;
        for (_head.With(room); _head.Read();)
        {
            head = new LogHead(_head.Int64(0), _head.Int64(1), _head.Text(2));
        }

        return head;
    }

    private string Epoch()
    {
        string? epoch = null;
        while (_epoch.Read())
        {
            epoch = _epoch.Text(0);
        }

        return epoch ?? throw new InvalidOperationException("The log has no epoch.");
    }

    private bool IsTaken(string key, string room)
    {
        var isTaken = _nameTaken.With(key).With(room).Read();
        _nameTaken.Reset();
        return isTaken;
    }

    private bool IsDeleted(string room)
    {
        var isDeleted = _tombstone.With(room).Read();
        _tombstone.Reset();
        return isDeleted;
    }

    private ImmutableArray<RoomEvent> Repeats(string room, ImmutableArray<CommandId> ids)
    {
        if (ids.IsEmpty)
        {
            return [];
        }

        var found = ImmutableArray.CreateBuilder<RoomEvent>();
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT {RoomLogReader.EventColumns} FROM room_events WHERE room_id = @room AND sender_id = @sender AND client_id = @client";
        command.Parameters.AddWithValue("@room", room);
        var (sender, client) = (command.Parameters.Add("@sender", SqliteType.Text), command.Parameters.Add("@client", SqliteType.Text));
        foreach (var id in ids)
        {
            (sender.Value, client.Value) = (id.Sender, id.ClientId);
            using var rows = command.ExecuteReader();
            if (rows.Read())
            {
                found.Add(RoomEventCodec.Decode(RoomLogReader.Stored(rows)));
            }
        }

        return found.ToImmutable();
    }

    private void Insert(string room, RoomEvent e)
    {
        _insertEvent.With(room).With(e.Seq).With(e.Kind).With(RoomEventCodec.Version).With(e.Sender).With(e.ClientId)
            .With(e.At.ToUnixTimeMilliseconds()).With(e.N).With(RoomEventCodec.Target(e)).With(RoomEventCodec.Payload(e)).Execute();
        switch (e)
        {
            case RoomCreated created:
                _insertRoom.With(room).With(RoomNames.Key(created.Name)).With(created.Name).With(created.Title).With((long)created.Visibility)
                    .With(created.Sender).With(created.At.ToUnixTimeMilliseconds()).Execute();
                break;
            case MemberJoined joined:
                _insertMember.With(room).With(joined.User).With(joined.Seq).With((long)joined.Role).Execute();
                break;
            case MemberLeft or MemberKicked:
                _endMember.With(e.Seq).With(room).With(e.Removes).Execute();
                break;
            case MessageDeleted { Batch: null } deleted:
                _erase.With(room).With(deleted.Target).Execute();
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
        using var command = _connection.CreateCommand();
        command.CommandText = string.Format(CultureInfo.InvariantCulture, sql.Format, [.. Enumerable.Range(0, sql.ArgumentCount).Select(i => $"@p{i}")]);
        for (var i = 0; i < sql.ArgumentCount; i++)
        {
            command.Parameters.AddWithValue($"@p{i}", sql.GetArgument(i) ?? DBNull.Value);
        }

        command.ExecuteNonQuery();
    }

    /// <summary>False: it is not where it is expected.</summary>
    private bool TryMoveHead(RoomAppend append, RoomEvent last, string epoch)
    {
        if (append.ExpectedSeq > 0)
        {
            return _moveHead.With(last.Seq).With(last.N).With(append.Room).With(append.ExpectedSeq).With(epoch).Execute() == 1;
        }

        if (Head(append.Room) is not null)
        {
            return false;
        }

        _insertHead.With(append.Room).With(last.Seq).With(last.N).With(epoch).Execute();
        return true;
    }

    private void FoldWriteAheadLog()
    {
        if (new FileInfo(_walPath) is { Exists: true, Length: > MaxWalBytes })
        {
            SqliteDataSource.Execute(_connection, "PRAGMA wal_checkpoint(RESTART)");
        }
    }
}
