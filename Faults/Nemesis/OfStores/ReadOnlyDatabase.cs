using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary><c>SET GLOBAL read_only=1</c>, as while a database fails over; then back.</summary>
internal sealed class ReadOnlyDatabase() : Fault("F10", "database read-only")
{
    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, "mariadb", Evidence.Slow, Evidence.Error);
        await stage.Sql.ExecuteAsync("SET GLOBAL read_only = 1");
        try
        {
            await stage.PauseAsync(2 + (3 * stage.Random.NextDouble()));
        }
        finally
        {
            await stage.Sql.ExecuteAsync("SET GLOBAL read_only = 0");
        }

        await stage.HealedAsync(fault);
    }
}
