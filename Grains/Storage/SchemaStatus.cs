namespace Parley.Grains.Storage;

/// <summary>How far a database is.</summary>
/// <param name="Module">messages, identity, grains.</param>
/// <param name="Place">Where it is, without secrets.</param>
/// <param name="Current">Its schema now; 0: it has none yet.</param>
/// <param name="Known">The schema of this program.</param>
/// <param name="Pending">What it lacks, in order.</param>
public sealed record SchemaStatus(string Module, string Place, int Current, int Known, IReadOnlyList<SchemaScript> Pending)
{
    /// <summary>A newer program has been here. This one must not touch it.</summary>
    public bool IsNewer => Current > Known;

    /// <summary>The sentence for the operator if <see cref="IsNewer"/>.</summary>
    public string Refusal => $"The database {Place} has schema {Current}, but this program knows only up to {Known}. Run the newer program.";

    public static SchemaStatus Of(string module, string place, int current, IReadOnlyList<SchemaScript> scripts) =>
        new(module, place, current, scripts[^1].Version, [.. scripts.Where(script => script.Version > current)]);
}
