using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Parley.Grains;
using Parley.Grains.Storage;
using Parley.Silo.Embedded;
using Parley.Silo.Settings;

namespace Parley.Silo.Admin;

/// <summary>Where the installation's databases are, from the settings that its programs have as well. Exactly one is not null.</summary>
/// <param name="DataPath">Embedded: full path of the data folder.</param>
/// <param name="Connections">Cluster mode.</param>
internal sealed record AdminSettings(string? DataPath, DatabaseConnections? Connections)
{
    /// <param name="dataPath">As on the command line; null: as configured.</param>
    /// <exception cref="StartupException">A setting cannot be read, the mode is unknown, or a connection string is missing.</exception>
    public static AdminSettings Read(string? dataPath)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddSettings();
        var configuration = builder.Configuration;
        var options = configuration.GetSection(ParleyOptions.Section).Get<ParleyOptions>() ?? new ParleyOptions();
        if (InstallationModes.Read(configuration) == InstallationMode.Embedded)
        {
            return new AdminSettings(Embedded.DataPath.Resolve(dataPath ?? options.DataPath), null);
        }

        return dataPath is null
            ? new AdminSettings(null, ClusterConnections.Read(configuration))
            : throw new StartupException("Parley:Mode is \"Cluster\", where there is no data folder. Leave out --data-path, or the setting (Parley__Mode).");
    }

    /// <summary>The database of a module as it is, whoever has the folder.</summary>
    /// <exception cref="StartupException">There is none yet.</exception>
    public Database Open(string module)
    {
        if (Connections is { } connections)
        {
            return new MySqlDatabase(module, module switch { "messages" => connections.Messages, "identity" => connections.Identity, _ => connections.Grains });
        }

        var file = Databases.FileOf(DataPath!, module);
        return File.Exists(file) ? new SqliteDatabase(module, file) : throw new StartupException($"There is no {module}.db in {DataPath}. Name the data folder of an installation: --data-path, or Parley__DataPath.");
    }
}
