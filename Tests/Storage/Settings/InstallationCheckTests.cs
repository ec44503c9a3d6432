using Microsoft.Extensions.Configuration;
using Parley.Grains.Storage;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;
using Parley.Silo.Settings;
using Parley.Tests.Support;
using Parley.WebFrontend;
using Xunit;

namespace Parley.Tests.Storage.Settings;

/// <summary>What <c>admin config check</c> says of real databases, a real Redis, a real mail server and a folder.</summary>
public sealed class InstallationCheckTests(MariaDbServer mariaDb) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_installation_that_is_not_there_yet_can_be_made()
    {
        var path = Path.Combine(_folder.Path, "new", "data");
        var found = await Check(("Parley:DataPath", path));

        Assert.Equal(["ok settings", "ok data folder", "off redis cache", "ok files", "off mail"], Short(found));
        Assert.Contains("There are no databases yet", found[1].Says, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "new"))); // nothing was made
    }

    [Fact]
    public async Task A_cluster_is_looked_at_part_by_part()
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null || RedisProcess.Missing is not null, $"{MariaDbServer.Missing}{RedisProcess.Missing}");
        var connection = await mariaDb.NewDatabase();
        await using var mail = new MailServer();
        var redis = new RedisProcess(new ProcessSetting(_folder.Path, Detached: false, Patience: TimeSpan.FromSeconds(30)), LoopbackPort.Free());
        await redis.StartAsync(TestContext.Current.CancellationToken);
        await redis.WaitReadyAsync(TestContext.Current.CancellationToken);
        try
        {
            var found = await Check(
                ("Parley:Mode", "Cluster"), ("ConnectionStrings:MySql", connection), ("ConnectionStrings:Redis", redis.ConnectionString()), ("ConnectionStrings:RedisCache", redis.ConnectionString()),
                ("Parley:Files:Path", Path.Combine(_folder.Path, "files")), ("Parley:Mail:Host", "127.0.0.1"), ("Parley:Mail:Port", $"{mail.Port}"), ("Parley:Mail:Security", "None"), ("Parley:Mail:From", "parley@example.org"));

            Assert.Equal(
                ["ok settings", "ok database messages", "ok database identity", "ok database grains", "ok database search", "ok redis", "ok redis cache", "warning redis cache", "ok files", "ok mail"], Short(found));
            Assert.Contains("schema 0 of ", found[1].Says, StringComparison.Ordinal);
            Assert.Empty(mail.Messages);
            Assert.DoesNotContain(Directory.EnumerateFiles(_folder.Path, "f*", SearchOption.AllDirectories), file => file.Contains("/files/", StringComparison.Ordinal)); // the probe is gone
        }
        finally
        {
            await redis.KillAsync();
        }
    }

    [Fact]
    public async Task What_does_not_answer_is_named_with_what_to_do_and_without_passwords()
    {
        var nobody = LoopbackPort.Free();
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var found = await Check(
            ("Parley:Mode", "Cluster"), ("ConnectionStrings:MySql", $"Server=127.0.0.1;Port={nobody};User ID=parley;Password=hunter2;Database=parley"), ("ConnectionStrings:Redis", $"127.0.0.1:{nobody},password=hunter2"),
            ("Parley:Files:Path", file), ("Parley:Mail:Host", "127.0.0.1"), ("Parley:Mail:Port", $"{nobody}"), ("Parley:Mail:From", "parley@example.org"),
            ("Parley:Mail:UserName", "parley"), ("Parley:Mail:Password", "hunter2"));

        Assert.Equal(
            ["ok settings", "wrong database messages", "wrong database identity", "wrong database grains", "wrong database search", "wrong redis", "off redis cache", "wrong files", "wrong mail"], Short(found));
        Assert.All(found, finding => Assert.DoesNotContain("hunter2", finding.Says, StringComparison.Ordinal));
        Assert.All(found, finding => Assert.DoesNotContain('\n', finding.Says));
        Assert.Contains($"127.0.0.1:{nobody} does not answer", found[5].Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_silos_and_frontends_are_checked_and_unknown_ones_named()
    {
        var found = await Check(
            ("Parley:DataPath", _folder.Path), ("Parley:Passwords:Iterations", "1000"), ("Parley:Requests:MaxJsonDepth", "1000"), ("Parley:Bots:MaxTokens", "many"), ("Parley:Bots:MaxToken", "7"),
            ("Parley:Mail:Password:File", "/nowhere/mail"), ("Parley:PublicUrl", "https://example.org/chat"));

        Assert.Equal(["wrong settings", "wrong settings", "wrong settings", "wrong settings", "wrong settings", "warning settings"], Short(found)[..6]);
        Assert.Contains(found, finding => finding.Says.StartsWith("Parley:PathBase is \"\". It must be the path of Parley:PublicUrl", StringComparison.Ordinal)); // of both together
        Assert.Contains(found, finding => finding.Says.StartsWith("Parley:Requests:MaxJsonDepth is \"1000\".", StringComparison.Ordinal)); // of frontends
        Assert.Contains(found, finding => finding.Says.StartsWith("Parley:Passwords:Iterations is \"1000\".", StringComparison.Ordinal)); // of silos
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_named_and_left_alone()
    {
        using (var databases = Databases.Open(DataFolder.Open(_folder.Path), TimeProvider.System))
        {
            await databases.Messages.WriteAsync(async (connection, transaction) =>
            {
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = "INSERT INTO schema_versions (version, name, applied_at_ms) VALUES (999, 'from the future', 0)";
                return await command.ExecuteNonQueryAsync();
            });
        }

        var found = await Check(("Parley:DataPath", _folder.Path));

        Assert.Equal(["ok settings", "ok data folder", "wrong database messages", "ok database identity", "ok database grains", "ok database search"], Short(found)[..6]);
        Assert.Contains("has schema 999", found[2].Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "1", "noeviction", 0)]
    [InlineData(true, "0", "noeviction", 1)]
    [InlineData(true, "0", "allkeys-lru", 2)]
    [InlineData(false, "0", "allkeys-lru", 0)]
    [InlineData(false, "1", "noeviction", 1)]
    public void A_Redis_must_keep_the_membership_and_need_not_keep_what_is_remembered(bool mustKeep, string appendOnly, string policy, int weaknesses) =>
        Assert.Equal(weaknesses, RedisProbe.Weaknesses(new Dictionary<string, string> { ["aof_enabled"] = appendOnly, ["maxmemory_policy"] = policy, ["maxmemory"] = "1000" }, mustKeep).Count());

    private static async Task<IReadOnlyList<Finding>> Check(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        return await new InstallationCheck(configuration, TimeProvider.System, [typeof(ParleyServer).Assembly]).RunAsync();
    }

    private static string[] Short(IEnumerable<Finding> found) => [.. found.Select(finding => $"{finding.State.ToString().ToLowerInvariant()} {finding.Part}")];
}
