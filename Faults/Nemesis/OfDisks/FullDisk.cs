using Parley.Faults.History;
using Parley.Faults.Load;

namespace Parley.Faults.Nemesis.OfDisks;

/// <summary>The disk with the data is full for some seconds, while much is written. Sends are refused or wait; all goes on by itself when there is room again.</summary>
/// <param name="isEmbedded">The embedded server's; else the cluster's MariaDB's.</param>
internal sealed class FullDisk(string name, bool isEmbedded) : Fault("F8", name)
{
    /// <summary>There are pages in reserve: until they are used up nothing shows.</summary>
    private const double Longest = 20;

    public override Needs Needs => Needs.Disk | (isEmbedded ? Needs.Embedded : Needs.Nothing);

    public override LoadOptions Shape(LoadOptions load) => load with { Rooms = 4, CommandsPerSecond = 60, MinText = 12_000, MaxText = 15_000 };

    public override async Task StrikeAsync(Stage stage)
    {
        var fault = await stage.BeganAsync(Name, stage.OnDisk.Name, Evidence.Slow, Evidence.Error);
        try
        {
            await stage.Disk.FillAsync();
            for (var full = stage.Timestamp(); stage.Since(full).TotalSeconds < (isEmbedded ? Longest / 2 : Longest); await stage.PauseAsync(0.5))
            {
                await stage.Disk.FillAsync(); // what was given back meanwhile
                if (!isEmbedded && await stage.Sql.RefusesToGrowAsync() is { } refusal)
                {
                    stage.Done.Add(refusal);
                    break;
                }
            }

            await stage.PauseAsync(5);
        }
        finally
        {
            stage.Disk.Free();
        }

        await stage.OnDisk.WaitReadyAsync();
        if (!isEmbedded)
        {
            await stage.Sql.ExecuteAsync("DROP TABLE IF EXISTS nemesis_filler");
        }

        await stage.HealedAsync(fault);
    }
}
