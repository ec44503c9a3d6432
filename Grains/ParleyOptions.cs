namespace Parley.Grains;

/// <summary>How this installation runs. Section <c>Parley</c>.</summary>
public sealed class ParleyOptions
{
    public const string Section = "Parley";

    /// <summary><c>Embedded</c>: everything in one process on SQLite. <c>Cluster</c>: silos and frontends as processes of their own, on MariaDB or MySQL and Redis.</summary>
    public string Mode { get; set; } = "Embedded";

    /// <summary>
    /// Folder of the embedded databases. Null: <c>data</c> beside Orleans.sln when run from the source tree, else <c>data</c>
    /// under the working directory.
    /// </summary>
    public string? DataPath { get; set; }
}
