using System.Security.Cryptography;
using Dapper;

namespace Parley.Grains.Storage;

/// <summary>Secrets that all nodes of an installation share, made by whoever needs one first.</summary>
public sealed class ServerKeys(Databases databases, TimeProvider clock)
{
    /// <summary>The secret of that name; if there is none yet, <paramref name="make"/>'s becomes it, unless another node was faster.</summary>
    public byte[] GetOrAdd(string name, Func<byte[]> make)
    {
        using var connection = databases.Identity.Open();
        const string Select = "SELECT value FROM server_keys WHERE name = @name";
        var found = connection.QuerySingleOrDefault<byte[]>(Select, new { name });
        if (found is not null)
        {
            return found;
        }

        connection.Execute(
            "INSERT INTO server_keys (name, value, created_at_ms) VALUES (@name, @value, @at) ON CONFLICT (name) DO NOTHING",
            new { name, value = make(), at = clock.GetUtcNow().ToUnixTimeMilliseconds() });
        return connection.QuerySingle<byte[]>(Select, new { name });
    }

    /// <summary>A random 256-bit secret of that name.</summary>
    public byte[] Secret(string name) => GetOrAdd(name, () => RandomNumberGenerator.GetBytes(32));
}
