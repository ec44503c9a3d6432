using Microsoft.Extensions.Configuration;
using MySqlConnector;

namespace Parley.Grains.Storage;

/// <summary>
/// Where the databases are in cluster mode, from the settings: <c>ConnectionStrings:MySql</c> for all modules, and
/// <c>ConnectionStrings:MySqlMessages</c>, <c>:MySqlIdentity</c>, <c>:MySqlGrains</c>, <c>:MySqlSearch</c> (without it: where the messages are) for one that is kept elsewhere.
/// </summary>
public static class ClusterConnections
{
    /// <summary>The setting that counts for every module that has none of its own.</summary>
    public const string All = "MySql";

    private const string Example = "\"Server=db.example;User ID=parley;Password=…;Database=parley\"";

    /// <exception cref="StartupException">A connection string is missing or cannot be read. The message says which, not what is in it.</exception>
    public static DatabaseConnections Read(IConfiguration configuration)
    {
        var connections = new DatabaseConnections(For(configuration, "Messages"), For(configuration, "Identity"), For(configuration, "Grains"));
        return string.IsNullOrWhiteSpace(configuration.GetConnectionString(All + "Search")) ? connections : connections with { Search = For(configuration, "Search") };
    }

    private static string For(IConfiguration configuration, string module)
    {
        var own = All + module;
        var name = Has(own) ? own : All;
        if (!Has(name))
        {
            throw new StartupException(
                $"ConnectionStrings:{All} is missing: Parley:Mode is \"Cluster\", and the module {module} has no ConnectionStrings:{own} either. " +
                $"Set ConnectionStrings__{All} to the MariaDB or MySQL database, e.g. {Example}.");
        }

        var value = configuration.GetConnectionString(name)!;
        return Fault(value) is not { } fault
            ? value
            : throw new StartupException($"ConnectionStrings:{name} {fault}. Set ConnectionStrings__{name}, e.g. to {Example}.");

        bool Has(string setting) => !string.IsNullOrWhiteSpace(configuration.GetConnectionString(setting));
    }

    /// <summary>Ends the sentence that begins with the name of the setting. Without the driver's words, which may repeat a piece of a password.</summary>
    private static string? Fault(string value)
    {
        try
        {
            var settings = new MySqlConnectionStringBuilder(value);
            return settings.Server.Length == 0 ? "names no Server"
                : settings.Database.Length == 0 ? "names no Database"
                : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or OverflowException)
        {
            return "is not a connection string of MySqlConnector (KEY=VALUE;…, values with a semicolon in quotes)";
        }
    }
}
