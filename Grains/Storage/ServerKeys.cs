using System.Security.Cryptography;
using Dapper;

namespace Parley.Grains.Storage;

/// <summary>Secrets that all nodes of an installation share, made by whoever needs one first.</summary>
public sealed class ServerKeys(Databases databases, TimeProvider clock)
{
    private const string Select = "SELECT value FROM server_keys WHERE name = @name";

    /// <summary>The secret of that name; if there is none yet, <paramref name="make"/>'s becomes it, unless another node was faster.</summary>
    public byte[] GetOrAdd(string name, Func<byte[]> make)
    {
        // At start, or at the first use: not worth an asynchronous door of its own.
        using var connection = databases.Identity.Source.OpenConnection();
        if (connection.QuerySingleOrDefault<byte[]>(Select, new { name }) is { } found)
        {
            return found;
        }

        connection.Execute(
            databases.Identity.InsertIfAbsent("server_keys", "name", "value", "created_at_ms"),
            new { name, value = make(), created_at_ms = clock.GetUtcNow().ToUnixTimeMilliseconds() });
        return connection.QuerySingle<byte[]>(Select, new { name });
    }

    /// <summary>The secret of that name; null if there is none.</summary>
    public byte[]? Find(string name)
    {
        using var connection = databases.Identity.Source.OpenConnection();
        return connection.QuerySingleOrDefault<byte[]>(Select, new { name });
    }

    /// <summary>The secrets whose names begin so.</summary>
    public async Task<IReadOnlyList<(string Name, byte[] Value)>> ListAsync(string prefix) => await databases.Identity.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<(string Name, byte[] Value)>(
            "SELECT name, value FROM server_keys WHERE name >= @prefix AND name < @end ORDER BY name",
            new { prefix, end = prefix[..^1] + (char)(prefix[^1] + 1) }, moment)).AsList());

    /// <summary>Keeps a secret. One of that name that is there stays.</summary>
    public Task AddAsync(string name, byte[] value) => databases.Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        databases.Identity.InsertIfAbsent("server_keys", "name", "value", "created_at_ms"),
        new { name, value, created_at_ms = clock.GetUtcNow().ToUnixTimeMilliseconds() }, transaction));

    /// <summary>A random 256-bit secret of that name.</summary>
    public byte[] Secret(string name) => GetOrAdd(name, () => RandomNumberGenerator.GetBytes(32));
}
