using Parley.Faults.History;
using Parley.Faults.Load;

namespace Parley.Faults.Nemesis.OfDisks;

/// <summary>The disk of the database is full for some seconds, while much is written. Sends are refused or wait; it goes on by itself when there is room again.</summary>
internal sealed class FullDisk() : Fault("F8", "disk of the database full")
{
    /// <summary>InnoDB has pages in reserve: until they are used up nothing shows.</summary>
    private const double Longest = 25;

    public override Needs Needs => Needs.Disk;

    public override LoadOptions Shape(LoadOptions load) => load with { Rooms = 4, CommandsPerSecond = 60, MinText = 12_000, MaxText = 15_000 };

    public override async Task StrikeAsync(Stage stage)
    {
        var disk = stage.Disk!;
        var fault = await stage.BeganAsync(Name, stage.Cluster.MariaDb.Name, Evidence.Slow, Evidence.Error);
        try
        {
            var free = await disk.FillAsync();
            for (var full = stage.Timestamp(); stage.Since(full).TotalSeconds < Longest; await stage.PauseAsync(0.5))
            {
                await disk.FillAsync(); // what it has given back meanwhile
                if (await stage.Sql.RefusesToGrowAsync() is { } refusal)
                {
                    await stage.SawAsync(Evidence.Outage, $"{free} bytes were taken; then: {refusal}");
                    break;
                }
            }

            await stage.PauseAsync(5);
        }
        finally
        {
            disk.Free();
        }

        await stage.Cluster.MariaDb.WaitReadyAsync();
        await stage.Sql.ExecuteAsync("DROP TABLE IF EXISTS nemesis_filler");
        await stage.HealedAsync(fault);
    }
}
