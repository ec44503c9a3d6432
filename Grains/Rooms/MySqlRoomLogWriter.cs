using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MySqlConnector;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// The writing side of the log on MariaDB or MySQL: one connection, one transaction at a time over many rooms. What would
/// collide is found before anything is written; then everything goes in one command that ends in COMMIT, so that the server
/// never waits for us with more than row locks of heads in hand. Client ids that come with an event are not looked up: the log's unique key finds those that were used, and then
/// all is done again with a look.
/// </summary>
internal sealed class MySqlRoomLogWriter : IAsyncDisposable
{
    private readonly MySqlConnection _connection;

    private MySqlRoomLogWriter(MySqlConnection connection) => _connection = connection;

    public static async Task<MySqlRoomLogWriter> OpenAsync(MySqlDataSource source)
    {
        var connection = await source.OpenConnectionAsync();
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = SessionSettings(connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase));
            await command.ExecuteNonQueryAsync();
            return new MySqlRoomLogWriter(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// READ COMMITTED: no gap locks, and a look after a collision sees what has been written since. Short waits: a holder of a
    /// lock that is frozen must not stop us for long, nor we others.
    /// </summary>
    internal static string SessionSettings(bool isMariaDb) =>
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION innodb_lock_wait_timeout = 1; " +
        (isMariaDb ? "SET SESSION idle_transaction_timeout = 3" : "SET SESSION wait_timeout = 60"); // MySQL has no timeout for transactions alone

    /// <summary>Appends to the rooms in one transaction and answers each. If it throws, nobody was answered.</summary>
    /// <returns>Rooms whose head another connection holds.</returns>
    /// <exception cref="CommitFailedException">The outcome is unknown.</exception>
    public async Task<IReadOnlyList<PendingAppend>> AppendAsync(IReadOnlyList<PendingAppend> batch)
    {
        try
        {
            return await AppendAsync(batch, looksForRepeats: false);
        }
        catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.DuplicateKeyEntry)
        {
            // Rolled back. Most likely somebody has said something again that was said long ago: now with a look at each client id.
            return await AppendAsync(batch, looksForRepeats: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        MySqlConnection.ClearPool(_connection); // not into the pool: nobody knows what state it is in, and its settings are ours alone
        await _connection.DisposeAsync();
    }

    private async Task<IReadOnlyList<PendingAppend>> AppendAsync(IReadOnlyList<PendingAppend> batch, bool looksForRepeats)
    {
        using var activity = RoomActivities.Commit(batch);

        // 1. Lock the heads that are free, in the order of their key.
        var heads = await LockHeadsAsync(batch);
        var (epoch, missing) = await LookAtMissingAsync(batch, heads);

        // 2. Leave out what is locked elsewhere, has moved, or was said before.
        var locked = new List<PendingAppend>();
        var results = new List<(PendingAppend Pending, AppendResult Result)>();
        var repeats = await FindRepeatsAsync(batch, looksForRepeats);
        var taken = await FindTakenNamesAsync(batch);
        var deleted = await FindDeletedAsync(batch);
        var write = new List<PendingAppend>();
        foreach (var pending in batch)
        {
            var append = pending.Append;
            var head = heads.GetValueOrDefault(append.Room);
            if (head is null && missing.TryGetValue(append.Room, out var unlocked))
            {
                if (unlocked.LastSeq == append.ExpectedSeq && unlocked.Epoch == append.Epoch)
                {
                    locked.Add(pending);
                }
                else
                {
                    results.Add((pending, new AppendResult.HeadMoved(unlocked)));
                }
            }
            else if ((head?.LastSeq ?? 0) != append.ExpectedSeq || (head is not null && head.Epoch != append.Epoch))
            {
                results.Add((pending, new AppendResult.HeadMoved(head)));
            }
            else if (append.Doubtful.Any(id => repeats.ContainsKey((append.Room, id))))
            {
                results.Add((pending, new AppendResult.Repeats([.. append.Doubtful.Select(id => repeats.GetValueOrDefault((append.Room, id))).OfType<RoomEvent>()])));
            }
            else if (deleted.Contains(append.Room))
            {
                results.Add((pending, new AppendResult.RoomDeleted()));
            }
            else if (!Take(append, taken))
            {
                results.Add((pending, new AppendResult.NameTaken()));
            }
            else
            {
                write.Add(pending);
                results.Add((pending, new AppendResult.Committed(head?.Epoch ?? epoch)));
            }
        }

        // 3. Write the rest and commit, in one command.
        await CommitAsync([.. write.Where(pending => !pending.Append.Events.IsEmpty)], epoch);
        foreach (var (pending, result) in results)
        {
            pending.Answer(result);
        }

        return locked;
    }

    private async Task<Dictionary<string, LogHead>> LockHeadsAsync(IReadOnlyList<PendingAppend> batch)
    {
        await using var command = _connection.CreateCommand();
        var rooms = Parameters(command, batch.Select(pending => pending.Append.Room).Order(StringComparer.Ordinal));
        command.CommandText = $"START TRANSACTION; SELECT room_id, last_seq, message_count, epoch FROM room_heads WHERE room_id IN ({rooms}) ORDER BY room_id FOR UPDATE SKIP LOCKED";
        return await ReadHeadsAsync(command);
    }

    /// <summary>Heads that were not locked because another connection holds them, as last committed; and the epoch for new rooms.</summary>
    private async Task<(string Epoch, Dictionary<string, LogHead> Heads)> LookAtMissingAsync(IReadOnlyList<PendingAppend> batch, Dictionary<string, LogHead> locked)
    {
        var unseen = batch.Where(pending => !locked.ContainsKey(pending.Append.Room)).Select(pending => pending.Append.Room).ToList();
        if (unseen.Count == 0)
        {
            return ("", []);
        }

        await using var command = _connection.CreateCommand();
        command.CommandText = "SELECT value FROM log_meta WHERE name = 'epoch'";
        var epoch = (string)(await command.ExecuteScalarAsync())!;
        command.CommandText = $"SELECT room_id, last_seq, message_count, epoch FROM room_heads WHERE room_id IN ({Parameters(command, unseen)})";
        return (epoch, await ReadHeadsAsync(command));
    }

    private static async Task<Dictionary<string, LogHead>> ReadHeadsAsync(MySqlCommand command)
    {
        var heads = new Dictionary<string, LogHead>();
        await using var rows = await command.ExecuteReaderAsync();
        do
        {
            while (await rows.ReadAsync())
            {
                heads[rows.GetString(0)] = new LogHead(rows.GetInt64(1), rows.GetInt64(2), rows.GetString(3));
            }
        }
        while (await rows.NextResultAsync());
        return heads;
    }

    private async Task<Dictionary<(string Room, CommandId Id), RoomEvent>> FindRepeatsAsync(IReadOnlyList<PendingAppend> batch, bool looksForAll)
    {
        var found = new Dictionary<(string, CommandId), RoomEvent>();
        var doubtful = batch.SelectMany(pending => (looksForAll ? pending.Append.Doubtful : pending.Append.Unwritten()).Select(id => (pending.Append.Room, id.Sender, id.ClientId))).ToList();
        if (doubtful.Count == 0)
        {
            return found;
        }

        await using var command = _connection.CreateCommand();
        var tuples = string.Join(", ", doubtful.Select(id => $"({Parameters(command, [id.Room, id.Sender, id.ClientId])})"));
        command.CommandText = $"SELECT {RoomLogReader.EventColumns}, room_id FROM room_events FORCE INDEX (room_events_client) WHERE (room_id, sender_id, client_id) IN ({tuples})";
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var e = RoomEventCodec.Decode(RoomLogReader.Stored(rows));
            found[(rows.GetString(9), new CommandId(e.Sender, e.ClientId!))] = e;
        }

        return found;
    }

    /// <summary>Names that have an owner, and which room that is.</summary>
    private async Task<Dictionary<string, string>> FindTakenNamesAsync(IReadOnlyList<PendingAppend> batch)
    {
        var taken = new Dictionary<string, string>();
        List<string>? names = null;
        foreach (var pending in batch)
        {
            foreach (var e in pending.Append.Events)
            {
                if (RoomNames.TakenBy(e) is { } name)
                {
                    (names ??= []).Add(RoomNames.Key(name));
                }
            }
        }

        if (names is null)
        {
            return taken;
        }

        await using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT name_key, room_id FROM room_names WHERE name_key IN ({Parameters(command, names)})";
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            taken[rows.GetString(0)] = rows.GetString(1);
        }

        return taken;
    }

    /// <summary>Of rooms that are to be made, those that there were: a room comes once, whatever a frozen silo still has to say of it.</summary>
    private async Task<HashSet<string>> FindDeletedAsync(IReadOnlyList<PendingAppend> batch)
    {
        var made = batch.Where(pending => pending.Append.ExpectedSeq == 0).Select(pending => pending.Append.Room).ToList();
        var deleted = new HashSet<string>();
        if (made.Count == 0)
        {
            return deleted;
        }

        await using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT room_id FROM deleted_rooms WHERE room_id IN ({Parameters(command, made)})";
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            deleted.Add(rows.GetString(0));
        }

        return deleted;
    }

    /// <summary>False: a name that the room would take is that of another, perhaps of this very batch.</summary>
    private static bool Take(RoomAppend append, Dictionary<string, string> taken)
    {
        foreach (var e in append.Events)
        {
            if (RoomNames.TakenBy(e) is { } name && !taken.TryAdd(RoomNames.Key(name), append.Room) && taken[RoomNames.Key(name)] != append.Room)
            {
                return false;
            }
        }

        return true;
    }

    private async Task CommitAsync(IReadOnlyList<PendingAppend> write, string epoch)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = write.Count == 0 ? "COMMIT" : new MySqlAppendStatement(command).Write(write.Select(pending => pending.Append), epoch);
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (MySqlException e) when (e.ErrorCode is MySqlErrorCode.DuplicateKeyEntry or MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout)
        {
            // Said before COMMIT was reached: nothing is stored. Not only the statement, the whole transaction is rolled back.
            await using var rollback = _connection.CreateCommand();
            rollback.CommandText = "ROLLBACK";
            await rollback.ExecuteNonQueryAsync();
            throw;
        }
        catch (Exception e)
        {
            throw new CommitFailedException(e);
        }
    }

    private static string Parameters(MySqlCommand command, IEnumerable<string> values)
    {
        var names = new StringBuilder();
        foreach (var value in values)
        {
            var name = "@q" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
            command.Parameters.AddWithValue(name, value);
            names.Append(names.Length > 0 ? ", " : "").Append(name);
        }

        return names.ToString();
    }
}
