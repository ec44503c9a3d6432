using Parley.Faults.History;
using MySqlConnector;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>Another connection holds the head rows of half of the rooms for some seconds.</summary>
internal sealed class HeldRowLocks() : Fault("F10", "row locks held")
{
    public override async Task StrikeAsync(Stage stage)
    {
        var rooms = stage.Crowd.Rooms.Where((_, i) => i % 2 == 0).ToArray();
        await using var connection = await stage.Sql.OpenAsync();
        var fault = await stage.BeganAsync(Name, $"{rooms.Length} rooms", Evidence.Slow, Evidence.Error);
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var command = new MySqlCommand($"SELECT COUNT(*) FROM room_heads WHERE room_id IN ({string.Join(", ", rooms.Select(room => $"'{room}'"))}) FOR UPDATE", connection, transaction);
            await command.ExecuteScalarAsync();
            await stage.PauseAsync(2 + (3 * stage.Random.NextDouble()));
            await transaction.RollbackAsync();
        }

        await stage.HealedAsync(fault);
    }
}
