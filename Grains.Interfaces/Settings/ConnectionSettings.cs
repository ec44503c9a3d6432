namespace Parley.Settings;

/// <summary>The settings below <c>ConnectionStrings</c>: none of them has options of ours. All hold passwords.</summary>
public static class ConnectionSettings
{
    public const string Root = "ConnectionStrings";

    /// <summary>What the key of any setting may end with, to name a file whose text is the value.</summary>
    public const string FileSuffix = ":File";

    private const string Sql = "Server=db.example;User ID=parley;Password=…;Database=parley";
    private const string Redis = "redis.example:6379,password=…";

    public static IReadOnlyList<KnownSetting> All { get; } =
    [
        Of("MySql", Sql), Of("MySqlMessages", Sql), Of("MySqlIdentity", Sql), Of("MySqlGrains", Sql), Of("MySqlSearch", Sql), Of("Redis", Redis), Of("RedisCache", Redis),
        Of("MySqlReplicas:*", Sql), Of("MySqlMessagesReplicas:*", Sql), Of("MySqlGrainsReplicas:*", Sql), Of("MySqlSearchReplicas:*", Sql),
    ];

    private static KnownSetting Of(string name, string example) => new($"{Root}:{name}", KnownSetting.Text, "", example, IsSecret: true);
}
