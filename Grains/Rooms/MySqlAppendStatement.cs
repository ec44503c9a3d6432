using System.Globalization;
using System.Text;
using MySqlConnector;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// The text of one append over many rooms: multi-row inserts, what follows from the events, the heads, COMMIT. Rows stand in
/// the order of their keys, in which two connections cannot wait for each other. Events are never inserted with IGNORE, REPLACE
/// or ON DUPLICATE KEY: a number that is taken must fail.
/// </summary>
internal sealed class MySqlAppendStatement(MySqlCommand command)
{
    private const string Heads = "room_heads (room_id, last_seq, message_count, epoch)";

    private readonly StringBuilder _events = new();
    private readonly StringBuilder _rooms = new();
    private readonly StringBuilder _members = new();
    private readonly StringBuilder _newHeads = new();
    private readonly StringBuilder _movedHeads = new();
    private readonly StringBuilder _updates = new();

    public string Write(IEnumerable<RoomAppend> appends, string epoch)
    {
        foreach (var append in appends.OrderBy(append => append.Room, StringComparer.Ordinal))
        {
            var room = Parameter(append.Room);
            foreach (var e in append.Events)
            {
                Add(room, append.Room, e);
            }

            Head(room, append, epoch);
        }

        var sql = new StringBuilder();
        Insert(sql, "room_events (room_id, seq, kind, version, sender_id, client_id, at_ms, n, target_seq, payload)", _events);
        Insert(sql, "rooms (room_id, name_key, name, title, visibility, created_by, created_at_ms)", _rooms);
        Insert(sql, "room_members (room_id, user_id, from_seq, role)", _members);
        Insert(sql, Heads, _newHeads);
        Insert(sql, Heads, _movedHeads, " ON DUPLICATE KEY UPDATE last_seq = VALUES(last_seq), message_count = VALUES(message_count)");
        return sql.Append(_updates).Append("COMMIT").ToString();
    }

    /// <param name="room">The parameter that holds the room's id.</param>
    private void Add(string room, string roomId, RoomEvent e)
    {
        Row(_events, room, Number(e.Seq), Parameter(e.Kind), Number(RoomEventCodec.Version), Parameter(e.Sender), Parameter(e.ClientId),
            Number(e.At.ToUnixTimeMilliseconds()), Number(e.N), Number(RoomEventCodec.Target(e)), Parameter(RoomEventCodec.Payload(e)));
        switch (e)
        {
            case RoomCreated created:
                Row(_rooms, room, Parameter(RoomNames.Key(created.Name)), Parameter(created.Name), Parameter(created.Title),
                    Number((long)created.Visibility), Parameter(created.Sender), Number(created.At.ToUnixTimeMilliseconds()));
                break;
            case MemberJoined joined:
                Row(_members, room, Parameter(joined.User), Number(joined.Seq), Number((long)joined.Role));
                break;
            case MemberLeft or MemberKicked:
                // Rows of the same append are inserted before: the one of a return in it is not meant.
                Update($"UPDATE room_members SET until_seq = {Number(e.Seq)} WHERE room_id = {room} AND user_id = {Parameter(e.Removes)} AND until_seq IS NULL AND from_seq < {Number(e.Seq)}");
                break;
            case MessageDeleted { Batch: null } deleted:
                Update($"UPDATE room_events SET payload = NULL WHERE room_id = {room} AND (seq = {Number(deleted.Target)} OR (target_seq = {Number(deleted.Target)} AND kind IN ('messageEdited', 'messageRestored', 'previewsChanged')))");
                break;
        }

        foreach (var statement in RoomProjection.Of(roomId, e))
        {
            Update(string.Format(CultureInfo.InvariantCulture, statement.Format, [.. statement.GetArguments().Select(value => (object)Parameter(value))]));
        }
    }

    private void Head(string room, RoomAppend append, string epoch)
    {
        var last = append.Events[^1];
        if (append.ExpectedSeq == 0)
        {
            Row(_newHeads, room, Number(last.Seq), Number(last.N), Parameter(epoch));
        }
        else
        {
            // The rows are locked and were looked at: they are there, and where we expect them. One statement for all costs the server much less than one for each.
            Row(_movedHeads, room, Number(last.Seq), Number(last.N), Parameter(append.Epoch));
        }
    }

    private static void Insert(StringBuilder sql, string into, StringBuilder rows, string then = "")
    {
        if (rows.Length > 0)
        {
            sql.Append("INSERT INTO ").Append(into).Append(" VALUES ").Append(rows).Append(then).Append("; ");
        }
    }

    private static void Row(StringBuilder rows, params ReadOnlySpan<string> values) =>
        rows.Append(rows.Length > 0 ? ", (" : "(").AppendJoin(", ", values!).Append(')');

    private void Update(string statement) => _updates.Append(statement).Append("; ");

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "NULL";

    private string Parameter(object? value)
    {
        if (value is null)
        {
            return "NULL";
        }

        var name = "@p" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
        command.Parameters.AddWithValue(name, value);
        return name;
    }
}
