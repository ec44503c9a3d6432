using System.Text.Json;
using Dapper;
using Parley.Access;
using Parley.Grains.Setup;
using Parley.Grains.Storage;
using Parley.Grains.Users;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Setup;

/// <summary>The link that makes the first administrator, on each engine and by several nodes at the same time: the database lets one through.</summary>
[Trait("Scope", "S6")]
public abstract class SetupLinksSpec : IAsyncLifetime
{
    private const int Nodes = 3;
    private readonly TestClock _clock = new();
    private readonly List<Databases> _databases = [];

    public async ValueTask InitializeAsync()
    {
        for (var node = 0; node < Nodes; node++)
        {
            _databases.Add(await OpenAsync(_clock));
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        _databases.ForEach(databases => databases.Dispose());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Of_many_on_several_nodes_one_makes_the_first_link_and_one_spends_it_and_a_new_one_ends_it()
    {
        var first = Assert.Single(await All(node => Links(node).IssueAsync(onlyFirst: true)), token => token is not null)!;
        Assert.DoesNotContain(first, (await Links(0).ReadAsync()).TokenHash!, StringComparison.Ordinal);
        Assert.Single(await All(node => Links(node).SpendAsync(first)), true);
        Assert.Null(await Links(1).IssueAsync(onlyFirst: true)); // also not while it is being spent

        await Links(2).GiveBackAsync(first);
        Assert.Single(await All(node => Links(node).SpendAsync(first)), true);

        var after = await Links(1).IssueAsync(onlyFirst: false);
        await Links(0).GiveBackAsync(first); // too late
        Assert.False(await Links(0).SpendAsync(first));
        Assert.False((await Links(2).ReadAsync()).Counts(first));
        Assert.True((await Links(2).ReadAsync()).Counts(after!));
        Assert.True(await Links(2).SpendAsync(after!));
    }

    [Fact]
    public async Task Once_there_is_an_administrator_no_link_ever_counts_again()
    {
        var users = new UserTable(_databases[0]);
        await Keep("u1", new UserState { UserName = "ann" }.WithRole(ServerRole.Member));
        await Keep("u2", new UserState { UserName = "bot", IsBot = true }.WithRole(ServerRole.Bot));
        Assert.False(await users.HasAdministratorAsync());
        await Keep("u3", new UserState { UserName = "olga" }.WithRole(ServerRole.Owner));
        Assert.True(await users.HasAdministratorAsync());

        var token = await Links(0).IssueAsync(onlyFirst: false);
        await Links(1).CloseAsync();
        await Links(1).CloseAsync();

        Assert.False(await Links(0).SpendAsync(token!));
        await Links(0).GiveBackAsync(token!);
        Assert.False((await Links(2).ReadAsync()).Counts(token!));
        Assert.Null(await Links(2).IssueAsync(onlyFirst: false));
    }

    protected abstract Task<Databases> OpenAsync(TimeProvider clock);

    private SetupLinks Links(int node) => new(_databases[node], _clock);

    private static Task<T[]> All<T>(Func<int, Task<T>> work) => Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => work(i % Nodes))));

    /// <summary>As Orleans keeps it.</summary>
    private Task<int> Keep(string user, UserState state) => _databases[0].Grains.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        $"INSERT INTO OrleansStorage (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString, PayloadBinary, ModifiedOn, Version) VALUES ('parley', 'user', 0, 0, @user, @payload, {(_databases[0].Grains.Engine == SqlEngine.Sqlite ? "'2026-01-01'" : "UTC_TIMESTAMP(3)")}, 1)",
        new { user, payload = JsonSerializer.SerializeToUtf8Bytes(state) }, transaction));
}

public sealed class SqliteSetupLinksTests : SetupLinksSpec
{
    private readonly TempFolder _folder = new();
    private Databases? _first;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>One process has the folder: its threads share it.</summary>
    protected override Task<Databases> OpenAsync(TimeProvider clock) => Task.FromResult(_first ??= Databases.Open(DataFolder.Open(_folder.Path), clock));
}

public sealed class MariaDbSetupLinksTests(MariaDbServer server) : SetupLinksSpec
{
    private string? _connection;

    protected override async Task<Databases> OpenAsync(TimeProvider clock)
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null, MariaDbServer.Missing ?? "");
        _connection ??= await server.NewDatabase();
        return Databases.Connect(new DatabaseConnections(_connection, _connection, _connection), clock);
    }
}
