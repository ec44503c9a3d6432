using System.Collections.Immutable;

namespace Parley.LocalCluster.Processes;

/// <summary>How a process is started.</summary>
/// <param name="Name">As people call it, without blanks: <c>silo2</c>, <c>mariadb</c>. Its log is NAME.log.</param>
/// <param name="Settings">Environment variables, over those inherited.</param>
public sealed record Launch(string Name, string Program, ImmutableArray<string> Arguments, ImmutableSortedDictionary<string, string> Settings)
{
    public Launch(string name, string program, params ImmutableArray<string> arguments)
        : this(name, program, arguments, ImmutableSortedDictionary<string, string>.Empty)
    {
    }
}
