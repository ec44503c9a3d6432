using Microsoft.Data.Sqlite;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Admin;

[Collection(ProcessTests.Name), Trait("Scope", "S8")]
public class AuditCommandTests
{
    [Fact]
    public async Task The_command_line_is_on_record_prints_the_record_and_checks_it()
    {
        await using var server = await ServerProcess.Start();
        Assert.Equal(0, (await server.Admin("create-user", "ann", "--admin")).ExitCode);
        Assert.Equal(1, (await server.Admin("create-user", "ann")).ExitCode);

        var lines = (await server.Admin("audit", "--event", "user_created")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("\tuser_created\tname-taken\t", lines[0], StringComparison.Ordinal);
        Assert.Contains("admin command line, administrator", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("{\"entries\":[{\"id\":1,", (await server.Admin("audit", "--json", "--limit", "1", "--after", "2")).Output, StringComparison.Ordinal);

        var verified = await server.Admin("audit", "--verify");
        Assert.Equal(0, verified.ExitCode);
        Assert.StartsWith("The audit log is as it was written: 2 entries, head ", verified.Output, StringComparison.Ordinal);

        using (var database = new SqliteConnection($"Data Source={Path.Combine(server.DataPath, "identity.db")};Pooling=False"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            using var change = database.CreateCommand();
            change.CommandText = "UPDATE audit_log SET detail = 'somebody else' WHERE id = 2";
            Assert.Equal(1, await change.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        var changed = await server.Admin("audit", "--verify");
        Assert.Equal((1, ""), (changed.ExitCode, changed.Output));
        Assert.Contains("The 1 entries before are as they were written.", changed.Errors, StringComparison.Ordinal);
    }
}
