using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Parley.Grains.Storage;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;
using Parley.Silo.Settings;
using Parley.Tests.Storage.Files;
using Parley.Tests.Support;
using Parley.WebFrontend;
using Xunit;

namespace Parley.Tests.Storage.Settings;

/// <summary>What <c>admin config check</c> says of real databases, a real Redis, a real mail server and a folder.</summary>
public sealed class InstallationCheckTests(MariaDbServer mariaDb, S3Server bucket) : IDisposable, IClassFixture<S3Server>
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
    public async Task A_file_where_the_data_folder_is_to_be_is_told()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var found = (await Check(("Parley:DataPath", Path.Combine(file, "data")))).Single(finding => finding.Part == "data folder");

        Assert.Equal((FindingState.Wrong, $"{file} is a file. Set Parley__DataPath to a folder."), (found.State, found.Says));
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

    /// <summary>As processes of their own, for whom the authority of the mail server is one that their machine trusts.</summary>
    [Fact]
    public async Task Mail_server_and_bucket_are_signed_in_to_and_a_wrong_password_or_key_is_told()
    {
        Assert.SkipUnless(S3Server.Missing is null, S3Server.Missing ?? "");
        using var authority = new TestAuthority();
        await using var mail = new MailServer(authority.Certificate("127.0.0.1"), "let-me-in");
        var trusted = Path.Combine(_folder.Path, "trusted.pem");
        await File.WriteAllTextAsync(trusted, authority.Pem, TestContext.Current.CancellationToken);
        Task<Ending> Ask(string password, string key) => ProgramRun.ToEnd(
            "Silo",
            new Dictionary<string, string>
            {
                ["SSL_CERT_FILE"] = trusted,
                ["Parley__DataPath"] = Path.Combine(_folder.Path, "data"),
                ["Parley__Mail__Host"] = "127.0.0.1", ["Parley__Mail__Port"] = $"{mail.Port}", ["Parley__Mail__From"] = "parley@example.org", ["Parley__Mail__UserName"] = "parley", ["Parley__Mail__Password"] = password,
                ["Parley__Files__S3__ServiceUrl"] = bucket.Options.ServiceUrl!, ["Parley__Files__S3__Bucket"] = bucket.Options.Bucket!, ["Parley__Files__S3__AccessKey"] = bucket.Options.AccessKey!,
                ["Parley__Files__S3__SecretKey"] = key,
            },
            ["admin", "config", "check"]);

        var endings = await Task.WhenAll(Ask("let-me-in", bucket.Options.SecretKey!), Ask("hunter2", "hunter3"));

        Assert.True(endings[0].ExitCode == 0, endings[0].Output + endings[0].Errors);
        Assert.Contains($"ok       mail                127.0.0.1:{mail.Port} takes mail of parley, by TLS.\n", endings[0].Output, StringComparison.Ordinal);
        Assert.Contains("ok       files               A file was written, read and deleted.\n", endings[0].Output, StringComparison.Ordinal);
        Assert.True(endings[1].ExitCode == 1, endings[1].Output + endings[1].Errors);
        Assert.Contains($"wrong    mail                127.0.0.1:{mail.Port} refuses name or password of parley. Mend Parley__Mail__UserName,", endings[1].Output, StringComparison.Ordinal);
        Assert.Contains($"wrong    files               {bucket.Options.ServiceUrl} refuses the key S3RVER. Mend Parley__Files__S3__AccessKey,", endings[1].Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", endings[1].Output, StringComparison.Ordinal);
        Assert.Empty(mail.Messages);
    }

    [Theory]
    [InlineData("127.0.0.1", 1, "StartTls", "shows a certificate that nobody signed whom this machine trusts. Add its authority")]
    [InlineData("127.0.0.1", -1, "StartTls", "shows a certificate that has ended (")]
    [InlineData("mail.example.org", 1, "StartTls", "shows a certificate that is not for 127.0.0.1. Set Parley__Mail__Host to a name that is in it,")]
    [InlineData("127.0.0.1", 1, "Tls", "does not speak TLS as Parley__Mail__Security=Tls has it. Set StartTls (mostly port 587) or Tls (mostly port 465)")]
    [InlineData(null, 1, "StartTls", "offers no STARTTLS, and nothing is sent without.")]
    [InlineData(null, 1, "None", "lets nobody sign in on this connection. Remove Parley__Mail__UserName if it needs none, or set Parley__Mail__Security=StartTls")]
    public async Task A_mail_server_that_cannot_be_trusted_or_used_is_told_in_one_line_and_gets_no_password(string? name, int days, string security, string says)
    {
        using var authority = new TestAuthority();
        using var certificate = name is null ? null : authority.Certificate(name, days);
        var shown = new List<string>();
        await using var mail = new MailServer(certificate, "let-me-in") { Shown = shown.Add };

        var found = await Check(
            ("Parley:DataPath", _folder.Path), ("Parley:Mail:Host", "127.0.0.1"), ("Parley:Mail:Port", $"{mail.Port}"), ("Parley:Mail:Security", security), ("Parley:Mail:From", "parley@example.org"),
            ("Parley:Mail:UserName", "parley"), ("Parley:Mail:Password", "let-me-in"));

        var line = Assert.Single(found, finding => finding.Part == "mail");
        Assert.Equal(FindingState.Wrong, line.State);
        Assert.StartsWith($"127.0.0.1:{mail.Port} {says}", line.Says, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line.Says);
        Assert.Empty(shown);
    }

    [Theory]
    [InlineData("nobodys-files", null, " has no bucket nobodys-files. Make it, or mend Parley__Files__S3__Bucket.")]
    [InlineData(null, "http://127.0.0.1:1", " does not answer as S3 does. Look at it, or mend Parley__Files__S3__ServiceUrl.")]
    public async Task A_bucket_that_is_not_there_is_told(string? name, string? address, string says)
    {
        Assert.SkipUnless(S3Server.Missing is null, S3Server.Missing ?? "");
        var found = await Check(
            ("Parley:DataPath", _folder.Path), ("Parley:Files:S3:ServiceUrl", address ?? bucket.Options.ServiceUrl!), ("Parley:Files:S3:Bucket", name ?? bucket.Options.Bucket!),
            ("Parley:Files:S3:AccessKey", bucket.Options.AccessKey!), ("Parley:Files:S3:SecretKey", bucket.Options.SecretKey!));

        var line = Assert.Single(found, finding => finding.Part == "files");
        Assert.Equal((FindingState.Wrong, (address ?? bucket.Options.ServiceUrl) + says), (line.State, line.Says));
    }

    /// <summary>The key is known, and may not do what files need: S3 says AccessDenied, and nothing at all where an answer has no body.</summary>
    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>R1</RequestId></Error>")]
    [InlineData("")]
    public async Task A_key_without_rights_in_the_bucket_is_told_with_what_to_grant(string answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        builder.WebHost.UseUrls(address);
        await using var denying = builder.Build();
        denying.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.ContentType = "application/xml";
            return context.Request.Method == HttpMethods.Head ? Task.CompletedTask : context.Response.WriteAsync(answer);
        });
        await denying.StartAsync(TestContext.Current.CancellationToken);

        var found = await Check(
            ("Parley:DataPath", _folder.Path), ("Parley:Files:S3:ServiceUrl", address), ("Parley:Files:S3:Bucket", "parley-files"), ("Parley:Files:S3:AccessKey", "reader"), ("Parley:Files:S3:SecretKey", "hunter2"));

        var line = Assert.Single(found, finding => finding.Part == "files");
        Assert.Equal(
            (FindingState.Wrong, $"{address} does not let the key reader do what files need: list the bucket parley-files, and write, read and delete in it. Grant it that."),
            (line.State, line.Says));
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
