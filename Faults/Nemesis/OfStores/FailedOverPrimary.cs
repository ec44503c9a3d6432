using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>The primary database is lost for good; a replica is promoted, and later another server takes the place of the lost one.</summary>
/// <param name="frozen">It hangs instead of being gone, and is ended only by who gives it up.</param>
internal sealed class FailedOverPrimary(bool frozen) : Fault("F27", frozen ? "primary database frozen, replica promoted" : "primary database kill -9, replica promoted")
{
    public override Needs Needs => Needs.Replicas;

    public override async Task StrikeAsync(Stage stage)
    {
        var group = stage.Replicas.Databases;
        var old = group.Primary;
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
