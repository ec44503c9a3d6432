namespace Parley.Grains.Storage;

/// <summary>What Orleans calls our engines.</summary>
internal static class OrleansSql
{
    /// <summary>Orleans' name for Microsoft.Data.Sqlite or MySqlConnector.</summary>
    public static string Invariant(SqlEngine engine) => engine == SqlEngine.Sqlite ? "System.Data.SQLite" : "MySql.Data.MySqlConnector";
}
