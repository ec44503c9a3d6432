using System.Diagnostics.Metrics;
using Parley.Dashboard;

namespace Parley.Grains.Storage.Replicas;

/// <summary>Instruments of the meter <c>Parley</c>: which reads go where, and how the replicas are.</summary>
internal static class ReplicaMetrics
{
    public static void Register(IMeterFactory meters, Databases databases)
    {
        var all = databases.All.ToList();
        var sets = all.Where(database => database.Replicas.All.Length > 0).DistinctBy(database => database.Replicas).ToList();
        var meter = meters.Create(Tally.MeterName);
        meter.CreateObservableCounter("parley.sql.reads", () => all.SelectMany(database => (Measurement<long>[])
        [
            new(database.Reads, Of(database), new("target", "primary")),
            new(database.ReplicaReads, Of(database), new("target", "replica")),
        ]), "{read}", "Reads of the databases, grain state apart: by module, and by who has answered.");
        meter.CreateObservableCounter("parley.replica.misses", () => sets.SelectMany(database => (Measurement<long>[])
        [
            new(database.Replicas.Failed, Of(database), new("reason", "failed")),
            new(database.Replicas.Behind, Of(database), new("reason", "behind")),
        ]), "{read}", "Reads that a replica was asked for and the database itself has answered.");
        meter.CreateObservableUpDownCounter("parley.replica.active", () => sets.Select(database =>
            new Measurement<int>(database.Replicas.All.Count(replica => replica.Fault is null), Of(database))), "{replica}", "Replicas that are read.");
        meter.CreateObservableGauge("parley.replica.lag", () => sets.SelectMany(database => database.Replicas.All
            .Where(replica => replica.Lag is not null)
            .Select(replica => new Measurement<double>(replica.Lag!.Value.TotalSeconds, Of(database), new("replica", replica.Number)))), "s", "How far replicas are behind.");
    }

    /// <summary>Of several modules in one database the first.</summary>
    private static KeyValuePair<string, object?> Of(Database database) => new("module", database.Module);
}
