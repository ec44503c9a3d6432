using Parley.LocalCluster;

namespace Parley.Faults.Runs;

/// <summary>Programs of an older version, built in a source tree of their own.</summary>
/// <param name="Folder">The tree: <c>git worktree add FOLDER COMMIT</c>, built.</param>
internal sealed record OlderBuild(string Folder)
{
    private static readonly string[] Configurations = ["Debug", "Release"];

    /// <exception cref="ClusterException">It is not built.</exception>
    public string Silo => Find("Silo");

    public string Frontend => Find("WebFrontend");

    /// <summary>Whatever configuration it was built in.</summary>
    private string Find(string project) => Configurations
        .Select(configuration => Path.Combine(Path.GetFullPath(Folder), project, "bin", configuration, "net10.0", $"Parley.{project}.dll"))
        .FirstOrDefault(File.Exists) ?? throw new ClusterException($"{Folder} has no built {project}. Build it there: dotnet build {project} -p:SkipWeb=true");
}
