using System.Reflection;

namespace Parley;

/// <summary>Parley's version, the same in all its programs.</summary>
public static class ProgramVersion
{
    /// <summary>Without the commit that the build adds.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
