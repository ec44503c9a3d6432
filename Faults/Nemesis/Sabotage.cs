using Parley.Faults.History;
using MySqlConnector;

namespace Parley.Faults.Nemesis;

/// <summary>
/// Controls: the server is made to break a promise, behind its back, in the database. A run of one must turn red; a suite that stays green
/// then would stay green over a real fault, too.
/// </summary>
/// <param name="sql">Spoils one event; <c>@room</c> and <c>@seq</c> name it.</param>
internal sealed class Sabotage(string code, string name, string sql) : Fault(code, name)
{
    private static readonly TimeSpan SaysSomethingWithin = TimeSpan.FromSeconds(20);

    public override async Task StrikeAsync(Stage stage)
    {
        var room = stage.Pick(stage.Crowd.Rooms);
        await using var connection = await stage.Sql.OpenAsync();
        var seq = await LastMessageAsync(stage, connection, room);
        await stage.PauseAsync(1); // by then its sender has been told
        var fault = await stage.BeganAsync(Name, $"{room} {seq}");
        await using var spoil = new MySqlCommand(sql, connection);
        spoil.Parameters.AddWithValue("@room", room);
        spoil.Parameters.AddWithValue("@seq", seq);
        if (await spoil.ExecuteNonQueryAsync() != 1)
        {
            throw new InvalidOperationException($"{room} {seq} is not there to be spoiled.");
        }

        await stage.HealedAsync(fault);
    }

    /// <summary>Waits for one if nothing has been said yet.</summary>
    private static async Task<long> LastMessageAsync(Stage stage, MySqlConnection connection, string room)
    {
        await using var find = new MySqlCommand("SELECT MAX(seq) FROM room_events WHERE room_id = @room AND kind = 'messagePosted' AND payload IS NOT NULL", connection);
        find.Parameters.AddWithValue("@room", room);
        for (var started = stage.Timestamp(); stage.Since(started) < SaysSomethingWithin; await stage.PauseAsync(0.1))
        {
            if (await find.ExecuteScalarAsync() is long seq)
            {
                return seq;
            }
        }

        throw new TimeoutException($"Nobody said anything in {room} within {SaysSomethingWithin.TotalSeconds:0} s.");
    }
}
