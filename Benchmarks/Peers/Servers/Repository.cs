namespace Parley.Benchmarks.Peers.Servers;

/// <summary>Where things are, seen from the output of the program that runs: PROJECT/bin/CONFIGURATION/net10.0.</summary>
internal static class Repository
{
    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string Root => Output.Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>Of another project, built as we are.</summary>
    public static string Assembly(string project) => Path.Combine(Root, project, "bin", Output.Parent!.Name, Output.Name, $"Parley.{project}.dll");
}
