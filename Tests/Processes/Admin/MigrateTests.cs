using System.Text.Json;
using Dapper;
using MySqlConnector;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Admin;

[Collection(ProcessTests.Name)]
[Trait("Scope", "S21")]
public class MigrateTests(MariaDbServer mariaDb)
{
    private static readonly IReadOnlyList<SchemaScript> Messages = SchemaScript.Of(SqlEngine.MySql, "messages");
    private static readonly IReadOnlyList<SchemaScript> Identity = SchemaScript.Of(SqlEngine.MySql, "identity");
    private const string Newest = "0003_"; // of the module grains

    [Fact]
    public async Task On_a_server_it_looks_first_and_then_brings_all_databases_up_to_date()
    {
        var connection = await mariaDb.NewDatabase();
        var place = Place(connection);

        var before = await Migrate(connection, "--status");
        Assert.Equal(
            [$"messages  {place}  schema 0 of {Messages.Count}, pending: {string.Join(", ", Messages)}", $"identity  {place}  schema 0 of {Identity.Count}, pending: {string.Join(", ", Identity)}"],
            Lines(before)[..2]);
        Assert.StartsWith($"grains    {place}  schema 0 of ", Lines(before)[2], StringComparison.Ordinal);

        var dry = await Migrate(connection, "--dry-run");
        Assert.Contains($"-- messages, {place}: 0001_rooms\n", dry.Output, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE IF NOT EXISTS room_events (", dry.Output, StringComparison.Ordinal);
        Assert.Equal(0, await Count(connection, "information_schema.tables WHERE table_schema = DATABASE()")); // looking has changed nothing

        var run = Lines(await Migrate(connection));
        Assert.Equal([$"messages  {place}  ran {string.Join(", ", Messages)}", $"identity  {place}  ran {string.Join(", ", Identity)}"], run[..2]);
        Assert.Contains(Newest, run[2], StringComparison.Ordinal);

        Assert.All(Lines(await Migrate(connection, "--status")), line => Assert.EndsWith(", up to date", line, StringComparison.Ordinal));
        Assert.Equal("-- Nothing would run: all databases are up to date.\n", (await Migrate(connection, "--dry-run")).Output);
        Assert.All(Lines(await Migrate(connection)), line => Assert.EndsWith("  was up to date", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_module_is_brought_up_to_date_where_it_is()
    {
        var (main, messages) = (await mariaDb.NewDatabase(), await mariaDb.NewDatabase());

        var run = await Migrate(new Dictionary<string, string> { ["ConnectionStrings__MySql"] = main, ["ConnectionStrings__MySqlMessages"] = messages }, "--json");

        var places = JsonDocument.Parse(run.Output).RootElement.EnumerateArray().Select(one => one.GetProperty("place").GetString());
        Assert.Equal([Place(messages), Place(main), Place(main), Place(messages)], places); // the index is where the log is
        Assert.Equal(1, await Count(messages, "information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'room_events'"));
        Assert.Equal(0, await Count(main, "information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'room_events'"));
    }

    [Fact]
    public async Task Two_at_once_run_each_script_once()
    {
        var connection = await mariaDb.NewDatabase();

        var both = await Task.WhenAll(Migrate(connection, "--json"), Migrate(connection, "--json"));

        Assert.All(both, one => Assert.Equal((0, ""), (one.ExitCode, one.Errors)));
        var ran = both.SelectMany(one => JsonDocument.Parse(one.Output).RootElement.EnumerateArray())
            .SelectMany(one => one.GetProperty("ran").EnumerateArray().Select(script => $"{one.GetProperty("module")}/{script}"))
            .ToArray();
        Assert.Equal(ran.Distinct(), ran);
        Assert.Contains("messages/0001_rooms", ran);
        Assert.Contains(ran, script => script.StartsWith($"grains/{Newest}", StringComparison.Ordinal));
    }

    /// <summary>With a real kill, in the middle of a script: the table it is about to make is held by another session.</summary>
    [Fact]
    [Trait("Scope", "S13")]
    public async Task Who_is_killed_on_the_way_is_succeeded_when_its_lease_is_over()
    {
        var connection = await mariaDb.NewDatabase();
        await using var holder = new MySqlConnection(connection);
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await holder.ExecuteAsync("CREATE TABLE room_events (x INT); LOCK TABLES room_events WRITE");
        using (var killed = ProgramRun.Start("Silo", Cluster(connection), "admin", "migrate"))
        {
            await Eventually.Is(
                async () => await Count(connection, "information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for table metadata lock'") == 1,
                "it waits inside a script");
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var next = Migrate(connection, "--json");
        await holder.ExecuteAsync("DROP TABLE room_events; UNLOCK TABLES");

        Assert.Contains("\"ran\":[\"0001_rooms\"", Assert.Single(Lines(await next)), StringComparison.Ordinal);
        Assert.Equal(2, await Count(connection, "schema_locks WHERE name = 'schema-messages' AND owner = ''", "fence"));
        Assert.All(Lines(await Migrate(connection, "--status")), line => Assert.EndsWith(", up to date", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_shown_and_refused()
    {
        var connection = await mariaDb.NewDatabase();
        await Migrate(connection);
        await using (var direct = new MySqlConnection(connection))
        {
            await direct.ExecuteAsync("INSERT INTO schema_versions_identity (version, name, applied_at_ms) VALUES (99, 'future', 0)");
        }

        Assert.Equal($"identity  {Place(connection)}  schema 99 of {Identity.Count}, newer than this program: run the newer one", Lines(await Migrate(connection, "--status"))[1]);
        var sentence = $"The database {Place(connection)} has schema 99, but this program knows only up to {Identity.Count}. Run the newer program.\n";
        Assert.Equal(new Ending(78, "", sentence), await Migrate(connection));
        Assert.Equal(new Ending(78, "", sentence), await Migrate(connection, "--dry-run"));
    }

    [Fact]
    public async Task What_is_wrong_with_the_settings_is_one_sentence_without_secrets()
    {
        AssertRefused(78, await Migrate(new Dictionary<string, string>()), "ConnectionStrings:MySql is missing");
        AssertRefused(
            78, await Migrate($"Server=127.0.0.1;Port={LoopbackPort.Free()};Database=parley;User ID=root;Password=sea-shell", "--status"), "The database 127.0.0.1:");
        AssertRefused(78, await Migrate(await mariaDb.NewDatabase(), "--data-path", "/nowhere"), "Leave out --data-path");
        AssertRefused(64, await Migrate(await mariaDb.NewDatabase(), "--status", "--dry-run"), "Either --status or --dry-run.");
        AssertRefused(78, await ProgramRun.ToEnd("Silo", new Dictionary<string, string> { ["Parley__Mode"] = "Clutser" }, ["admin", "migrate"]), "\"Clutser\"");
    }

    [Fact]
    public async Task In_a_data_folder_it_looks_without_a_trace_and_then_makes_the_databases()
    {
        using var folder = new TempFolder();
        var data = Path.Combine(folder.Path, "data");
        var messages = SchemaScript.Of(SqlEngine.Sqlite, "messages");
        Assert.Equal($"messages  {Path.Combine(data, "messages.db")}  schema 0 of {messages.Count}, pending: {string.Join(", ", messages)}", Lines(await Embedded(data, "--status"))[0]);
        Assert.Contains("CREATE TABLE room_events (", (await Embedded(data, "--dry-run")).Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));

        Assert.Equal($"messages  {Path.Combine(data, "messages.db")}  ran {string.Join(", ", messages)}", Lines(await Embedded(data))[0]);

        Assert.All(Lines(await Embedded(data, "--status")), line => Assert.EndsWith(", up to date", line, StringComparison.Ordinal));
        Assert.Equal(
            ["grains.db", "identity.db", "messages.db", "parley.lock", "search.db"],
            Directory.GetFiles(data).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Beside_a_server_it_says_that_there_is_nothing_to_do()
    {
        await using var server = await ServerProcess.Start();

        AssertRefused(1, await server.Admin("migrate"), "there is nothing to migrate");
        AssertRefused(1, await server.Admin("migrate", "--status"), $"A Parley process is using the data folder {server.DataPath}.");

        await server.Stop();
        Assert.All(Lines(await server.Admin("migrate")), line => Assert.EndsWith("  was up to date", line, StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Cluster(string connection) => new() { ["Parley__Mode"] = "Cluster", ["ConnectionStrings__MySql"] = connection };

    private static Task<Ending> Migrate(string connection, params string[] arguments) => Migrate(Cluster(connection), arguments);

    private static Task<Ending> Migrate(Dictionary<string, string> settings, params string[] arguments)
    {
        settings["Parley__Mode"] = "Cluster";
        return ProgramRun.ToEnd("Silo", settings, ["admin", "migrate", .. arguments]);
    }

    private static Task<Ending> Embedded(string data, params string[] arguments) =>
        ProgramRun.ToEnd("Silo", new Dictionary<string, string> { ["Parley__DataPath"] = data }, ["admin", "migrate", .. arguments]);

    private static string[] Lines(Ending ending)
    {
        Assert.Equal((0, ""), (ending.ExitCode, ending.Errors));
        return ending.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void AssertRefused(int exitCode, Ending ending, string sentence)
    {
        Assert.Equal((exitCode, ""), (ending.ExitCode, ending.Output));
        Assert.Contains(sentence, Assert.Single(ending.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("sea-shell", ending.Errors, StringComparison.Ordinal);
    }

    private static string Place(string connection)
    {
        var settings = new MySqlConnectionStringBuilder(connection);
        return $"{settings.Server}:{settings.Port}/{settings.Database}";
    }

    private static async Task<long> Count(string connection, string from, string what = "COUNT(*)")
    {
        await using var direct = new MySqlConnection(connection);
        return await direct.ExecuteScalarAsync<long>($"SELECT {what} FROM {from}");
    }
}
