using Orleans.Hosting;

namespace Parley.Grains.Storage;

/// <summary>
/// Who is in the cluster, kept in the database of the module grains: the alternative to Redis. It can be lost only with
/// the database itself, and there is one server less to run.
/// </summary>
public static class SqlMembership
{
    /// <summary>The silo joins and watches its cluster through the database, whose schema is up to date by then.</summary>
    public static ISiloBuilder UseSqlMembership(this ISiloBuilder silo, DatabaseConnections connections) => silo.UseAdoNetClustering(options =>
    {
        options.Invariant = OrleansSql.Invariant(SqlEngine.MySql);
        options.ConnectionString = MySqlDatabase.Settings(connections.Grains).ConnectionString;
    });

    /// <summary>The client finds the silos' gateways in the database. It changes nothing there: a silo must have been started before.</summary>
    public static IClientBuilder UseSqlMembership(this IClientBuilder client, DatabaseConnections connections) => client.UseAdoNetClustering(options =>
    {
        options.Invariant = OrleansSql.Invariant(SqlEngine.MySql);
        options.ConnectionString = MySqlDatabase.Settings(connections.Grains).ConnectionString;
    });
}
