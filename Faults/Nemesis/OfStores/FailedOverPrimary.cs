using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>The primary database is lost for good; a replica is promoted, and later another server takes the place of the lost one.</summary>
/// <param name="frozen">It hangs instead of being gone, and is ended only by who gives it up.</param>
/// <param name="control">The primary acknowledges alone, and for some seconds no replica gets anything: then a run must turn red.</param>
internal sealed class FailedOverPrimary(bool frozen, bool control = false)
    : Fault(control ? "X4" : "F27", control ? "control: replica promoted that does not have what was acknowledged" : frozen ? "primary database frozen, replica promoted" : "primary database kill -9, replica promoted")
{
    /// <summary>Seconds of acknowledgements that are good for nothing.</summary>
    private const double Alone = 4;

    public override Needs Needs => Needs.Replicas;

    public override async Task StrikeAsync(Stage stage)
    {
        var group = stage.Replicas.Databases;
        var old = group.Primary;
        if (control)
        {
            await old.ExecuteAsync("SET GLOBAL rpl_semi_sync_master_enabled = OFF"); // until it is the primary again
            foreach (var replica in group.Replicas)
            {
                await replica.ExecuteAsync("STOP SLAVE IO_THREAD");
            }

            await stage.PauseAsync(Alone);
        }

        var fault = await stage.BeganAsync(Name, old.Title, Evidence.Slow, Evidence.Error, Evidence.Retry);
        await (frozen ? old.FreezeAsync() : old.KillAsync());
        await stage.SeeOutageAsync(old);
        await stage.PauseAsync(1 + stage.Random.NextDouble()); // until somebody has decided
        var began = stage.Timestamp();
        var next = await group.FailoverAsync();
        await stage.SawAsync(Evidence.Outage, $"{next.Title} is the primary after {stage.Since(began).TotalSeconds:0.0} s");
        await stage.PauseAsync(2 + stage.Random.NextDouble());
        await group.RejoinAsync(old);
        await stage.HealedAsync(fault);
    }
}
