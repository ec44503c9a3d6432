using System.Collections.Immutable;
using Parley.LocalCluster.Plan;

namespace Parley.LocalCluster;

/// <summary>What to start.</summary>
public sealed record LocalClusterOptions
{
    public int Silos { get; init; } = 2;

    public int Frontends { get; init; } = 2;

    /// <summary>False: no HAProxy; clients talk to the frontends.</summary>
    public bool WithProxy { get; init; } = true;

    /// <summary>Where data, logs and state.json go. Null: a new folder under the system's one for temporary files.</summary>
    public string? Folder { get; init; }

    /// <summary>Where MariaDB keeps its data, e.g. on a disk of its own. Null: below <see cref="Folder"/>.</summary>
    public string? DatabaseFolder { get; init; }

    /// <summary>More of MariaDB's command line, e.g. <c>--log-bin</c>.</summary>
    public ImmutableArray<string> DatabaseOptions { get; init; } = [];

    /// <summary>Environment variables of all silos and frontends, e.g. <c>Parley__Throttling__Enabled</c>; they win over the cluster's own.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// Called once for every link, before anything starts: the port on 127.0.0.1 by which the one is to reach the other. Null: all go
    /// straight. For proxies that delay and cut; they forward to <see cref="Link.Port"/>, which stays over restarts.
    /// </summary>
    public Func<Link, ValueTask<int>>? Through { get; init; }

    /// <summary>Whether the processes outlive the program that starts them. Else they die with its process group.</summary>
    public bool Detached { get; init; }

    /// <summary>How long a process may take to become ready, or to stop when asked.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Path of Parley.Silo.dll. Default: built beside this program in the source tree.</summary>
    public string SiloProgram { get; init; } = Built("Silo");

    /// <summary>Path of Parley.WebFrontend.dll.</summary>
    public string FrontendProgram { get; init; } = Built("WebFrontend");

    /// <summary>The output of another project of the tree, in the configuration of this one: …/PROJECT/bin/CONFIGURATION/FRAMEWORK.</summary>
    private static string Built(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.Parent!.Parent!.FullName, project, "bin", own.Parent.Name, own.Name, $"Parley.{project}.dll");
    }
}
