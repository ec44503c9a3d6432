using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.FileStores;
using Parley.Grains;
using Parley.Grains.Delivery;
using Parley.Grains.Storage;
using Parley.Settings;
using Parley.Silo.Admin;
using Parley.Silo.Cluster;
using Parley.Silo.Embedded;
using Parley.Silo.Startup;
using StackExchange.Redis;

namespace Parley.Silo.Settings;

/// <summary>Looks at the settings, and tries what they name, as programs would that start now. Leaves everything as it was.</summary>
/// <param name="more">Assemblies with options of the program that asks, beside the silo's.</param>
internal sealed class InstallationCheck(IConfigurationManager configuration, TimeProvider clock, IReadOnlyList<Assembly> more)
{
    private const string SettingsPart = "settings";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly Assembly[] Own = [typeof(SettingFaults).Assembly, typeof(ParleyOptions).Assembly, typeof(IFileStore).Assembly, typeof(InstallationCheck).Assembly];

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        var settings = Settings();
        InstallationMode mode;
        try
        {
            mode = InstallationModes.Read(configuration);
        }
        catch (StartupException e)
        {
            return [.. settings, Finding.Wrong(SettingsPart, e.Message)];
        }

        var parts = mode == InstallationMode.Cluster ? [Databases(), MembershipRedis()] : new[] { DataFolder() };
        var found = await Task.WhenAll([.. parts, CacheRedis(), Files(mode), Mail()]);
        return [.. settings, .. found.SelectMany(one => one)];
    }

    private List<Finding> Settings()
    {
        var found = configuration.AddSettingFiles().Concat(SettingsRegistration.KindFaults(configuration)).Concat(SettingRules.Faults(configuration, Own.Concat(more)))
            .Select(fault => Finding.Wrong(SettingsPart, fault)).Concat(SettingsRegistration.Unknown(configuration).Select(sentence => Finding.Warning(SettingsPart, sentence))).ToList();
        if (found.Count == 0)
        {
            found.Add(Finding.Ok(SettingsPart, more.Count > 0 ? "All are known and within their limits." : "All are known, and those of silos within their limits; for those of frontends run this command of Parley.WebFrontend.dll."));
        }

        return found;
    }

    private Task<Finding[]> DataFolder() => Tried("data folder", async () =>
    {
        var path = DataPath.Resolve(configuration.GetSection(ParleyOptions.Section).Get<ParleyOptions>()?.DataPath);
        if (FolderProbe.Fault(path) is { } fault)
        {
            return [Finding.Wrong("data folder", fault)];
        }

        var there = Grains.Storage.Databases.Modules.Where(module => File.Exists(Grains.Storage.Databases.FileOf(path, module))).ToArray();
        var folder = Finding.Ok("data folder", there.Length == 0 ? $"{path} can be written. There are no databases yet: the first start makes them." : $"{path} can be written.");
        var all = await Task.WhenAll(there.Select(module => Tried($"database {module}", async () =>
        {
            using var database = new SqliteDatabase(module, Grains.Storage.Databases.FileOf(path, module));
            return Said(await DatabaseProbe.LookAsync(database, clock));
        })));
        return [folder, .. all.SelectMany(one => one)];
    });

    private async Task<Finding[]> Databases()
    {
        try
        {
            using var databases = Grains.Storage.Databases.AsTheyAre(ClusterConnections.Read(configuration));
            var all = await Task.WhenAll(databases.All.Select(database => Tried($"database {database.Module}", async () => Said(await DatabaseProbe.LookAsync(database, clock)))));
            var replicas = await Task.WhenAll(databases.Replicas.Select(one => Replica($"database {one.Module}, replica {one.Number}", one.Replica)));
            return [.. all.SelectMany(one => one), .. replicas.SelectMany(one => one)];
        }
        catch (StartupException e)
        {
            return [Finding.Wrong("databases", e.Message)];
        }
    }

    private static Task<Finding[]> Replica(string part, Database replica) => Tried(part, async () =>
    [
        await DatabaseProbe.TakesWritesAsync(replica)
            ? Finding.Warning(part, $"{replica.Place} takes writes. That is right if it is the primary at the moment; a replica must be read_only.")
            : Finding.Ok(part, $"{replica.Place} answers, and takes no writes."),
    ]);

    private static Finding[] Said(DatabaseFinding found)
    {
        var (schema, part) = (found.Schema, $"database {found.Schema.Module}");
        return
        [
            schema.IsNewer ? Finding.Wrong(part, schema.Refusal)
                : Finding.Ok(part, $"{schema.Place} answers, schema {schema.Current} of {schema.Known}{(schema.Pending.Count > 0 ? ": the next start, or admin migrate, brings it up to date" : "")}."),
            .. found.Weaknesses.Select(weakness => Finding.Warning(part, weakness)),
        ];
    }

    private Task<Finding[]> MembershipRedis() => Tried("redis", async () =>
    {
        var options = configuration.GetSection(ParleyClusterOptions.Section).Get<ParleyClusterOptions>() ?? new ParleyClusterOptions();
        return options.Membership == MembershipStore.Redis
            ? await RedisProbe.LookAsync("redis", RedisConnection.Read(configuration), mustKeep: true)
            : [Finding.Off("redis", "Parley:Cluster:Membership is Sql.")];
    });

    private Task<Finding[]> CacheRedis() => Tried("redis cache", async () =>
        configuration.GetConnectionString("RedisCache") is { Length: > 0 } value
            ? await RedisProbe.LookAsync("redis cache", ConfigurationOptions.Parse(value), mustKeep: false)
            : [Finding.Off("redis cache", "ConnectionStrings:RedisCache is not set.")]);

    private Task<Finding[]> Files(InstallationMode mode) => Tried("files", async () =>
    {
        var dataPath = mode == InstallationMode.Embedded ? DataPath.Resolve(configuration.GetSection(ParleyOptions.Section).Get<ParleyOptions>()?.DataPath) : null;
        return await FileProbe.LookAsync(configuration, dataPath);
    });

    private Task<Finding[]> Mail() => Tried("mail", () => MailProbe.LookAsync(configuration.GetSection(MailOptions.Section).Get<MailOptions>() ?? new MailOptions(), clock));

    /// <summary>Whatever goes wrong with a part is what there is to say of it.</summary>
    private static async Task<Finding[]> Tried(string part, Func<Task<Finding[]>> look)
    {
        try
        {
            return await Task.Run(look).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            return [Finding.Wrong(part, $"It did not answer within {Patience.TotalSeconds:0} seconds. Look at it, and at what is between it and here.")];
        }
        catch (Exception e)
        {
            return [Finding.Wrong(part, StartupFaults.Explain(e)?.ReplaceLineEndings(" ") ?? $"{e.Message.ReplaceLineEndings(" ")} Mend it, or its settings.")];
        }
    }
}
