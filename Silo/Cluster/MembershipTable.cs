using System.Collections.Immutable;
using System.Globalization;
using Parley.Grains.Storage;
using StackExchange.Redis;

namespace Parley.Silo.Cluster;

/// <summary>A copy of the membership table: its version, and what it says of each silo, as Orleans wrote it.</summary>
/// <param name="Version">Rises with every change; 0: there is no table.</param>
internal sealed record MembershipCopy(long Version, ImmutableDictionary<string, string> Fields)
{
    public static readonly MembershipCopy None = new(0, ImmutableDictionary<string, string>.Empty);

    public bool Lists(string silo) => Fields.ContainsKey(silo);
}

/// <summary>Orleans' membership table in Redis, one hash, read and put back as a whole; everything else is Orleans' business.</summary>
internal sealed class MembershipTable(SharedRedis redis, string clusterId)
{
    private const string VersionField = "Version";

    /// <summary>The hash's key.</summary>
    public string Key { get; } = $"{OrleansService.Id}/members/{clusterId}";

    /// <exception cref="RedisException">Redis does not answer.</exception>
    public async Task<MembershipCopy> ReadAsync()
    {
        var fields = (await (await redis.ConnectAsync()).GetDatabase().HashGetAllAsync(Key)).ToImmutableDictionary(field => field.Name.ToString(), field => field.Value.ToString());
        var version = fields.TryGetValue(VersionField, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new MembershipCopy(version, fields);
    }

    /// <summary>Puts the copy in the place of what is there, unless that has changed since it was <paramref name="seen"/>.</summary>
    /// <returns>False: it has changed.</returns>
    public async Task<bool> RestoreAsync(MembershipCopy copy, MembershipCopy seen)
    {
        var transaction = (await redis.ConnectAsync()).GetDatabase().CreateTransaction();

        // Whoever connects to an empty Redis, be it only as a client, writes a version 0 there: what is compared is the field itself.
        transaction.AddCondition(seen.Fields.TryGetValue(VersionField, out var version)
            ? Condition.HashEqual(Key, VersionField, version)
            : Condition.HashNotExists(Key, VersionField));
        _ = transaction.KeyDeleteAsync(Key);
        _ = transaction.HashSetAsync(Key, [.. copy.Fields.Select(field => new HashEntry(field.Key, field.Value))]);
        return await transaction.ExecuteAsync();
    }
}
