namespace Parley.Grains.Storage;

/// <summary>How far a database is.</summary>
/// <param name="Module">messages, identity, grains.</param>
/// <param name="Place">Where it is, without secrets.</param>
/// <param name="Current">Its schema now; 0: it has none yet.</param>
/// <param name="Needs">Programs must know the schema up to here at least.</param>
/// <param name="Known">The schema of this program.</param>
/// <param name="Pending">What it lacks, in order.</param>
public sealed record SchemaStatus(string Module, string Place, int Current, int Needs, int Known, IReadOnlyList<SchemaScript> Pending)
{
    /// <summary>A newer program has been here and left what this one does not understand. It must not touch it.</summary>
    public bool IsNewer => Needs > Known;

    /// <summary>A newer program has been here, or is, and has only added what this one does without.</summary>
    public bool IsAhead => Current > Known && !IsNewer;

    /// <summary>The sentence for the operator if <see cref="IsNewer"/>.</summary>
    public string Refusal => $"The database {Place} has schema {Current}, but this program knows only up to {Known}. Run the newer program.";

    public static SchemaStatus Of(string module, string place, SchemaMark mark, IReadOnlyList<SchemaScript> scripts) =>
        new(module, place, mark.Current, mark.Needs, scripts[^1].Version, [.. scripts.Where(script => script.Version > mark.Current)]);
}

/// <summary>What a database says about itself.</summary>
/// <param name="Current">The last script it has had; 0: none.</param>
/// <param name="Needs">The highest <see cref="SchemaScript.Needs"/> of those it has had.</param>
public readonly record struct SchemaMark(int Current, int Needs);
