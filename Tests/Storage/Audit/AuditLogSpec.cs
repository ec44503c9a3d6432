using Dapper;
using Microsoft.Extensions.Options;
using Parley.Audit;
using Parley.Grains.Audit;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Audit;

/// <summary>The audit log, on each engine: nothing in it can be changed, removed or inserted unnoticed.</summary>
[Trait("Scope", "S8")]
public abstract class AuditLogSpec : IAsyncLifetime
{
    private Databases _databases = null!;
    private AuditLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _databases = await Open();
        _log = Log();
    }

    public virtual ValueTask DisposeAsync()
    {
        _databases.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Entries_come_back_as_they_were_written_newest_first()
    {
        var at = new DateTimeOffset(2026, 1, 31, 12, 0, 0, 123, TimeSpan.Zero);
        var entry = new AuditEntry(AuditEvents.AuthnLoginFail)
        {
            Actor = "u1", Target = "änn", Refusal = "sign-in-failed", Detail = "password", Address = "192.0.2.1", RequestId = "r:1", At = at,
        };
        await _log.AppendAsync([entry, Entry("user_created")]);
        await _log.AppendAsync([Entry("authz_admin")]);

        var all = await _log.ReadAsync(new AuditQuery(10));

        Assert.Equal([3L, 2, 1], all.Select(record => record.Id));
        Assert.Equal(entry, all[2].Entry);
        Assert.Equal([2L], (await _log.ReadAsync(new AuditQuery(1) { After = 3 })).Select(record => record.Id));
        Assert.Equal([1L], (await _log.ReadAsync(new AuditQuery(10) { Actor = "u1" })).Select(record => record.Id));
        Assert.Equal([3L], (await _log.ReadAsync(new AuditQuery(10) { Event = "authz_admin" })).Select(record => record.Id));
        Assert.Equal([1L], (await _log.ReadAsync(new AuditQuery(10) { From = at, To = at.AddMilliseconds(1) })).Select(record => record.Id));
        Assert.Empty(await _log.ReadAsync(new AuditQuery(10) { To = at }));
    }

    [Fact]
    public async Task What_a_stranger_typed_cannot_forge_lines_or_overflow_a_column()
    {
        await _log.AppendAsync([Entry("authn_login_fail") with { Target = "ann\r\n2\tauthz_admin\u202E\uD800" + string.Concat(Enumerable.Repeat("😀", 500)), Detail = new string('x', 5000) }]);

        var entry = (await _log.ReadAsync(new AuditQuery(1)))[0].Entry;

        Assert.StartsWith("ann��2�authz_admin��😀", entry.Target, StringComparison.Ordinal);
        Assert.True(entry.Target!.Length <= 200 && entry.Detail!.Length == 200);
        await AssertIntact(1);
    }

    [Fact]
    public async Task Nodes_that_write_at_the_same_time_make_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async node =>
        {
            var log = Log();
            for (var i = 0; i < 10; i++)
            {
                await log.AppendAsync([Entry($"node_{node}"), Entry($"node_{node}")]);
            }
        }));

        await AssertIntact(80);
        Assert.Equal(80, (await _log.ReadAsync(new AuditQuery(100))).Length);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET actor = 'somebody else' WHERE id = 3", "Entry 3 is not as it was written")]
    [InlineData("UPDATE audit_log SET target = NULL WHERE id = 3", "Entry 3 is not as it was written")]
    [InlineData("UPDATE audit_log SET at_ms = at_ms + 1 WHERE id = 1", "Entry 1 is not as it was written")]
    [InlineData("UPDATE audit_log SET actor = target, target = actor WHERE id = 4", "Entry 4 is not as it was written")]
    [InlineData("DELETE FROM audit_log WHERE id = 2", "Entries are missing between 1 and 3")]
    [InlineData("DELETE FROM audit_log WHERE id = 1", "Entries are missing between 0 and 2")]
    [InlineData("DELETE FROM audit_log WHERE id = 5", "The log ended with entry 5, and now ends with 4")]
    [InlineData("DELETE FROM audit_log", "The log ended with entry 5, and now ends with 0")]
    [InlineData("INSERT INTO audit_log (id, at_ms, event, hash) SELECT 6, at_ms, event, hash FROM audit_log WHERE id = 5", "Entry 6 is not as it was written, or does not belong here")]
    [InlineData("DELETE FROM audit_log WHERE id = 2; UPDATE audit_log SET id = id - 1 WHERE id > 2", "Entry 2 is not as it was written, or does not belong here")]
    [InlineData("DELETE FROM audit_log WHERE id = 5; UPDATE audit_head SET id = 4, hash = (SELECT hash FROM audit_log WHERE id = 4)", "The head of the log is not as it was written")]
    [InlineData("DELETE FROM audit_head", "The head of the log is missing")]
    public async Task A_changed_removed_or_inserted_entry_is_found(string sabotage, string fault)
    {
        await _log.AppendAsync([.. Enumerable.Range(1, 5).Select(i => Entry("authz_admin") with { Actor = $"u{i}", Target = $"t{i}" })]);
        await AssertIntact(5);

        await _databases.Identity.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(sabotage, transaction: transaction));

        var found = await _log.VerifyAsync();
        Assert.StartsWith(fault, found.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chain_can_only_be_made_with_the_key()
    {
        await _log.AppendAsync([Entry("authz_admin")]);

        Assert.NotNull((await Log(Convert.ToBase64String(new byte[32])).VerifyAsync()).Fault);
    }

    protected abstract Task<Databases> Open();

    private static AuditEntry Entry(string name) => new(name) { At = TimeProvider.System.GetUtcNow() };

    private AuditLog Log(string? key = null) => new(_databases, new ServerKeys(_databases, TimeProvider.System), Options.Create(new AuditOptions { Key = key }));

    private async Task AssertIntact(long entries)
    {
        var found = await _log.VerifyAsync();
        Assert.Null(found.Fault);
        Assert.Equal(entries, found.Checked);
    }
}

public sealed class SqliteAuditLogTests : AuditLogSpec
{
    private readonly TempFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<Databases> Open() => Task.FromResult(Databases.Open(DataFolder.Open(_folder.Path), TimeProvider.System));
}

public sealed class MariaDbAuditLogTests(MariaDbServer server) : AuditLogSpec
{
    protected override async Task<Databases> Open()
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null, MariaDbServer.Missing ?? "");
        var connection = await server.NewDatabase();
        return Databases.Connect(new DatabaseConnections(connection, connection, connection), TimeProvider.System);
    }
}
