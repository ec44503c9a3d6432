using Microsoft.Extensions.Configuration;
using Parley.Grains;
using Parley.Grains.Storage;

namespace Parley.Silo;

/// <summary>How an installation runs: <c>Parley:Mode</c>.</summary>
public enum InstallationMode
{
    /// <summary>Silo and frontend in one process, on SQLite.</summary>
    Embedded = 0,

    /// <summary>Silos and frontends as processes of their own, on MariaDB or MySQL and Redis.</summary>
    Cluster = 1,
}

public static class InstallationModes
{
    /// <exception cref="StartupException">The setting names no mode.</exception>
    public static InstallationMode Read(IConfiguration configuration)
    {
        var mode = (configuration.GetSection(ParleyOptions.Section).Get<ParleyOptions>() ?? new ParleyOptions()).Mode;
        return mode.ToUpperInvariant() switch
        {
            "EMBEDDED" => InstallationMode.Embedded,
            "CLUSTER" => InstallationMode.Cluster,
            _ => throw new StartupException($"Parley:Mode is \"{mode}\". It must be Embedded or Cluster. Remove the setting (Parley__Mode), or mend it."),
        };
    }
}
