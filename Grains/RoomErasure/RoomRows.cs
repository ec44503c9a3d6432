using System.Collections.Immutable;
using Dapper;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Parley.Grains.Storage;

namespace Parley.Grains.RoomErasure;

/// <summary>Rows of a deleted room, some at a time, so that nobody waits for long behind a write. Each step is harmless when it comes twice.</summary>
internal sealed class RoomRows(Databases databases, IOptions<ClusterOptions> cluster)
{
    /// <summary>Numbers of a room that one write goes through.</summary>
    private const int Numbers = 1_000;

    private const int Page = 200;

    /// <summary>Tables with rows for numbers of a room, and the column with the number: the events last, since they say how far there is to go.</summary>
    private static readonly (string Table, string Seq)[] ByNumber =
    [
        ("message_states", "seq"), ("message_reactions", "target_seq"), ("message_mentions", "seq"), ("thread_people", "root_seq"), ("polls", "seq"), ("poll_votes", "target_seq"),
        ("deleted_payloads", "event_seq"), ("room_events", "seq"),
    ];

    /// <summary>Tables with a few rows for a room. That of files is not among them: its rows go with the bytes.</summary>
    private static readonly string[] Few = ["room_bans", "room_settings", "room_history", "room_leavers", "room_retention", "room_invites", "room_names", "rooms"];

    /// <summary>States of grains whose key is a room's id. Whoever still has one in memory cannot write it any more.</summary>
    private static readonly string[] States = ["room", "room-reports", "room-mutes", "word-rules", "held-messages", "slash-commands"];

    private readonly Database _messages = databases.Messages;

    /// <summary>User ids of members, some of them.</summary>
    public Task<ImmutableArray<string>> MembersAsync(string room) => _messages.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<string>("SELECT user_id FROM room_members WHERE room_id = @room AND until_seq IS NULL LIMIT @Page", new { room, Page }, moment)).ToImmutableArray());

    /// <summary>User ids of those who are or ever were members, some of them.</summary>
    public Task<ImmutableArray<string>> PeopleAsync(string room) => _messages.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<string>("SELECT DISTINCT user_id FROM room_members WHERE room_id = @room LIMIT @Page", new { room, Page }, moment)).ToImmutableArray());

    /// <summary>Forgets that they were.</summary>
    public Task<int> ForgetPeopleAsync(string room, ImmutableArray<string> people) => _messages.WriteAsync((connection, transaction) =>
        connection.ExecuteAsync("DELETE FROM room_members WHERE room_id = @room AND user_id IN @people", new { room, people = people.ToArray() }, transaction));

    /// <summary>Takes the head away, by which everybody who writes is fenced: from then on no activation, however old, appends anything.</summary>
    public Task<int> EndLineAsync(string room) => _messages.WriteAsync((connection, transaction) =>
        connection.ExecuteAsync("DELETE FROM room_heads WHERE room_id = @room", new { room }, transaction));

    /// <returns>How many rows there were.</returns>
    public async Task<long> EraseLogAsync(string room, Action<long, long> report, CancellationToken cancellation)
    {
        var (first, last) = await _messages.ReadAsync((connection, moment) => connection.QuerySingleAsync<(long?, long?)>(
            "SELECT (SELECT MIN(seq) FROM room_events WHERE room_id = @room), (SELECT MAX(seq) FROM room_events WHERE room_id = @room)", new { room }, moment));
        var rows = 0L;
        for (var to = first ?? 1; ; to += Numbers)
        {
            cancellation.ThrowIfCancellationRequested();
            var isLast = to >= (last ?? 0);
            rows += await _messages.WriteAsync(async (connection, transaction) =>
            {
                var some = 0;
                foreach (var (table, seq) in ByNumber)
                {
                    some += await connection.ExecuteAsync($"DELETE FROM {table} WHERE room_id = @room{(isLast ? "" : $" AND {seq} <= @to")}", new { room, to }, transaction);
                }

                return some;
            });
            report(Math.Min(to, last ?? 0), last ?? 0);
            if (isLast)
            {
                break;
            }
        }

        return rows + await _messages.WriteAsync(async (connection, transaction) =>
        {
            var few = 0;
            foreach (var table in Few)
            {
                few += await connection.ExecuteAsync($"DELETE FROM {table} WHERE room_id = @room", new { room }, transaction);
            }

            return few;
        });
    }

    /// <returns>How many there were.</returns>
    public Task<int> EraseStatesAsync(string room) => databases.Grains.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "DELETE FROM OrleansStorage WHERE ServiceId = @service AND GrainTypeString IN @States AND GrainIdN0 = 0 AND GrainIdN1 = 0 AND GrainIdExtensionString = @room",
        new { room, States, service = cluster.Value.ServiceId }, transaction));
}
