using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.Search;

/// <summary>
/// The index on either engine. A room's position and what lies before it move in one transaction, and only from where the writer believes the
/// position to be: of two silos that index the same room one writes, and a crash leaves either both or neither.
/// </summary>
internal sealed class SearchIndex(Databases databases)
{
    private const int MaxStatementRows = 500;
    private readonly Database _database = databases.Search;

    public async Task<IReadOnlyDictionary<string, SearchPosition>> PositionsAsync(IReadOnlyCollection<string> rooms) =>
        rooms.Count == 0 ? new Dictionary<string, SearchPosition>() : await _database.ReadAsync(async (connection, moment) =>
        {
            var rows = await connection.QueryAsync<(string Room, long Seq, string Epoch)>(
                "SELECT room_id, seq, epoch FROM search_rooms WHERE room_id IN @rooms", new { rooms }, moment);
            return rows.ToDictionary(row => row.Room, row => new SearchPosition(row.Seq, row.Epoch));
        });

    /// <summary>Carries out the changes in one transaction.</summary>
    /// <returns>Rooms whose position had moved: nothing was written of them.</returns>
    public Task<IReadOnlyList<string>> WriteAsync(IEnumerable<SearchChange> changes) => _database.WriteAsync<IReadOnlyList<string>>(async (connection, transaction) =>
    {
        var moved = new List<string>();
        foreach (var change in changes.OrderBy(change => change.Room, StringComparer.Ordinal)) // in one order: two silos must not wait for each other
        {
            if (await MoveAsync(connection, transaction, change))
            {
                await WriteAsync(connection, transaction, change);
            }
            else
            {
                moved.Add(change.Room);
            }
        }

        return moved;
    });

    /// <summary>Messages that can be found.</summary>
    public Task<long> CountAsync() => _database.ReadAsync((connection, moment) =>
        connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM search_messages", transaction: moment));

    /// <summary>Empties it. The positions go last: what is written in between is written again.</summary>
    public async Task ClearAsync()
    {
        if (_database.Engine == SqlEngine.MySql)
        {
            await using var connection = await _database.Source.OpenConnectionAsync();
            await connection.ExecuteAsync("TRUNCATE TABLE search_messages", commandTimeout: 120); // its words as well, at once
        }
        else
        {
            while (await _database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
                "DELETE FROM search_messages WHERE id IN (SELECT id FROM search_messages LIMIT 2000)", transaction: transaction)) > 0)
            {
            }
        }

        await _database.WriteAsync((connection, transaction) => connection.ExecuteAsync("DELETE FROM search_rooms", transaction: transaction));
    }

    /// <summary>Forgets a room, which is deleted; some messages at a time.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> ForgetAsync(string room)
    {
        for (var forgotten = 0; ;)
        {
            var some = await _database.WriteAsync(async (connection, transaction) =>
            {
                var ids = (await connection.QueryAsync<long>("SELECT id FROM search_messages WHERE room_id = @room LIMIT @MaxStatementRows", new { room, MaxStatementRows }, transaction)).AsList();
                return ids.Count > 0
                    ? await connection.ExecuteAsync("DELETE FROM search_messages WHERE id IN @ids", new { ids }, transaction)
                    : await connection.ExecuteAsync("DELETE FROM search_rooms WHERE room_id = @room", new { room }, transaction);
            });
            forgotten += some;
            if (some == 0)
            {
                return forgotten;
            }
        }
    }

    private async Task<bool> MoveAsync(DbConnection connection, DbTransaction transaction, SearchChange change)
    {
        var (room, from) = (change.Room, change.From ?? new SearchPosition(0, change.To.Epoch));
        if (change.From is null)
        {
            await connection.ExecuteAsync(
                _database.InsertIfAbsent("search_rooms", "room_id", "seq", "epoch"), new { room_id = room, seq = from.Seq, epoch = from.Epoch }, transaction);
        }

        return await connection.ExecuteAsync(
            "UPDATE search_rooms SET seq = @seq, epoch = @epoch WHERE room_id = @room AND seq = @fromSeq AND epoch = @fromEpoch",
            new { room, seq = change.To.Seq, epoch = change.To.Epoch, fromSeq = from.Seq, fromEpoch = from.Epoch },
            transaction) == 1;
    }

    private static async Task WriteAsync(DbConnection connection, DbTransaction transaction, SearchChange change)
    {
        var room = change.Room;
        if (change.StartsAnew)
        {
            await connection.ExecuteAsync("DELETE FROM search_messages WHERE room_id = @room", new { room }, transaction);
        }

        foreach (var seqs in change.Gone.Chunk(MaxStatementRows))
        {
            await connection.ExecuteAsync("DELETE FROM search_messages WHERE room_id = @room AND seq IN @seqs", new { room, seqs }, transaction);
        }

        // What lies behind the position is new, for the position moves with what it covers; what lies before it was edited, and may be there.
        var from = change.StartsAnew ? 0 : change.From?.Seq ?? 0;
        var added = change.Documents.Where(one => one.Seq > from).ToList();
        added.AddRange(await RewriteAsync(connection, transaction, room, change.Documents.Where(one => one.Seq <= from)));
        foreach (var documents in added.Chunk(MaxStatementRows))
        {
            await InsertAsync(connection, transaction, room, documents);
        }
    }

    /// <summary>Writes those that are there anew.</summary>
    /// <returns>The others.</returns>
    private static async Task<IReadOnlyList<SearchDocument>> RewriteAsync(
        DbConnection connection, DbTransaction transaction, string room, IEnumerable<SearchDocument> documents)
    {
        var absent = new List<SearchDocument>();
        foreach (var some in documents.Chunk(MaxStatementRows))
        {
            var known = await KnownAsync(connection, transaction, room, some);
            foreach (var one in some)
            {
                if (!known.TryGetValue(one.Seq, out var id))
                {
                    absent.Add(one);
                    continue;
                }

                await connection.ExecuteAsync(
                    "UPDATE search_messages SET has = @has, tokens = @tokens WHERE id = @id", new { id, has = (int)one.Has, tokens = one.Tokens }, transaction);
            }
        }

        return absent;
    }

    private static async Task InsertAsync(DbConnection connection, DbTransaction transaction, string room, SearchDocument[] documents)
    {
        var ids = await FreeIdsAsync(connection, transaction, room, documents);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        var sql = new StringBuilder("INSERT INTO search_messages (id, room_id, seq, sender_id, at_ms, has, tokens) VALUES ");
        Add("@room", room);
        for (var i = 0; i < documents.Length; i++)
        {
            var one = documents[i];
            sql.Append(i > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"(@i{i}, @room, @n{i}, @s{i}, @a{i}, @h{i}, @t{i})");
            Add($"@i{i}", ids[i]);
            Add($"@n{i}", one.Seq);
            Add($"@s{i}", one.Sender);
            Add($"@a{i}", one.AtMs);
            Add($"@h{i}", (int)one.Has);
            Add($"@t{i}", one.Tokens);
        }

        command.CommandText = sql.ToString();
        await command.ExecuteNonQueryAsync();

        void Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }

    private static async Task<Dictionary<long, long>> KnownAsync(DbConnection connection, DbTransaction transaction, string room, SearchDocument[] documents)
    {
        var rows = await connection.QueryAsync<(long Seq, long Id)>(
            "SELECT seq, id FROM search_messages WHERE room_id = @room AND seq IN @seqs", new { room, seqs = documents.Select(one => one.Seq) }, transaction);
        return rows.ToDictionary(row => row.Seq, row => row.Id);
    }

    /// <summary>For each its own id, or the next one that is free: two messages of one millisecond may want the same.</summary>
    private static async Task<long[]> FreeIdsAsync(DbConnection connection, DbTransaction transaction, string room, SearchDocument[] documents)
    {
        var ids = Array.ConvertAll(documents, one => SearchIds.Of(room, one.Seq, one.AtMs));
        var given = await GivenAsync(ids);
        for (var i = 0; i < ids.Length; i++)
        {
            while (!given.Add(ids[i]))
            {
                ids[i]++;
                given.UnionWith(await GivenAsync([ids[i]]));
            }
        }

        return ids;

        async Task<HashSet<long>> GivenAsync(long[] some) =>
            (await connection.QueryAsync<long>("SELECT id FROM search_messages WHERE id IN @some", new { some }, transaction)).ToHashSet();
    }
}
