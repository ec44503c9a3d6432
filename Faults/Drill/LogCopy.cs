using System.Collections.Immutable;
using MySqlConnector;
using Parley.LocalCluster.Stores;

namespace Parley.Faults.Drill;

/// <summary>The log of all rooms as a database has it: for each event its time and a hash of all that it is.</summary>
internal sealed record LogCopy(ImmutableSortedDictionary<string, ImmutableArray<LogCopy.Row>> Rooms)
{
    private const string Sql =
        "SELECT room_id, seq, at_ms, MD5(CONCAT_WS('|', kind, sender_id, COALESCE(client_id, ''), at_ms, n, COALESCE(target_seq, 0))) FROM room_events ORDER BY room_id, seq";

    public int Events => Rooms.Values.Sum(rows => rows.Length);

    public static async Task<LogCopy> ReadAsync(MariaDbProcess server)
    {
        await using var connection = new MySqlConnection($"{server.ConnectionString()};Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(Sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<(string Room, Row Row)>();
        while (await rows.ReadAsync())
        {
            found.Add((rows.GetString(0), new Row(rows.GetInt64(1), rows.GetInt64(2), rows.GetString(3))));
        }

        return new LogCopy(found.GroupBy(one => one.Room).ToImmutableSortedDictionary(room => room.Key, room => room.Select(one => one.Row).ToImmutableArray()));
    }

    /// <summary>
    /// What is wrong with this as the beginning of a longer history, a sentence each: each room must be a prefix of itself, with all that was decided before the moment and nothing from
    /// after it.
    /// </summary>
    /// <param name="slack">An event is decided before it is committed, and clocks of logs count in seconds.</param>
    public IEnumerable<string> NotABeginningOf(LogCopy whole, DateTimeOffset moment, TimeSpan slack)
    {
        foreach (var (room, rows) in whole.Rooms)
        {
            var here = Rooms.GetValueOrDefault(room, []);
            if (!rows.AsSpan().StartsWith(here.AsSpan()))
            {
                yield return $"{room} is no beginning of what it was.";
            }
            else if (rows.Skip(here.Length).FirstOrDefault(row => row.AtMs < (moment - slack).ToUnixTimeMilliseconds()) is { } lost)
            {
                yield return $"{room} has lost {lost.Seq}, which was there before the moment.";
            }
            else if (here.FirstOrDefault(row => row.AtMs > (moment + slack).ToUnixTimeMilliseconds()) is { } late)
            {
                yield return $"{room} has {late.Seq}, which came after the moment.";
            }
        }

        foreach (var room in Rooms.Keys.Except(whole.Rooms.Keys))
        {
            yield return $"{room} was never there.";
        }
    }

    /// <param name="Hash">Of everything but the content, which may be erased later.</param>
    internal sealed record Row(long Seq, long AtMs, string Hash);
}
