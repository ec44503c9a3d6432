using System.Collections.Immutable;
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
        var connections = new DatabaseConnections(For(configuration, "Messages"), For(configuration, "Identity"), For(configuration, "Grains"))
        {
            MessagesReplicas = ReplicasOf(configuration, "Messages"), GrainsReplicas = ReplicasOf(configuration, "Grains"),
        };
        return string.IsNullOrWhiteSpace(configuration.GetConnectionString(All + "Search"))
            ? connections with { SearchReplicas = connections.MessagesReplicas }
            : connections with { Search = For(configuration, "Search"), SearchReplicas = ReplicasOf(configuration, "Search") };
    }

    /// <summary>Those of the module, if it is kept elsewhere; else those of all.</summary>
    private static ImmutableArray<string> ReplicasOf(IConfiguration configuration, string module)
    {
        var own = $"{All}{module}Replicas";
        var isElsewhere = !string.IsNullOrWhiteSpace(configuration.GetConnectionString(All + module));
        var name = isElsewhere || configuration.GetSection($"ConnectionStrings:{own}").Exists() ? own : All + "Replicas";
        var replicas = configuration.GetSection($"ConnectionStrings:{name}").GetChildren().Select(one => one.Value ?? "").ToImmutableArray();
        if (configuration.GetConnectionString(name) is { Length: > 0 })
        {
            throw new StartupException($"ConnectionStrings:{name} is a list. Set ConnectionStrings__{name}__0, e.g. to {Example}, and so on.");
        }

        for (var i = 0; i < replicas.Length; i++)
        {
            if (Fault(replicas[i]) is { } fault)
            {
                throw new StartupException($"ConnectionStrings:{name}:{i} {fault}. Set ConnectionStrings__{name}__{i}, e.g. to {Example}.");
            }
        }

        return replicas.IsEmpty ? []
            : replicas.Length <= DatabaseConnections.MaxReplicas ? replicas
            : throw new StartupException($"ConnectionStrings:{name} has {replicas.Length} entries; at most {DatabaseConnections.MaxReplicas} replicas can be read.");
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
