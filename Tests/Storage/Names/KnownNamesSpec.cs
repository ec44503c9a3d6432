using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Grains.Names;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Names;

/// <summary>What silos know of the names of rooms, on each engine.</summary>
[Trait("Scope", "S11")]
public abstract class KnownNamesSpec : IAsyncLifetime
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;
    private readonly TestClock _clock = new();
    private TestLog _log = null!;
    private SqlRoomDirectory _directory = null!;

    private protected Database Messages => _log.Databases.Messages;

    public async ValueTask InitializeAsync()
    {
        _log = await CreateLog();
        _directory = new SqlRoomDirectory(_log.Databases, Options.Create(new RoomOptions()));
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_name_that_was_given_out_anywhere_is_never_denied()
    {
        await Give("before");
        KnownNames[] silos = [await Silo(), await Silo()];
        for (var i = 0; i < 30; i++)
        {
            Assert.Null(await Find(silos[i % 2], $"later-{i}"));
            await Give($"later-{i}"); // by whom it is does not matter: they read the database
            Assert.Equal($"later-{i}", await Find(silos[i % 2], $"later-{i}"));
            Assert.Equal($"later-{i}", await Find(silos[(i + 1) % 2], $"later-{i}"));
        }

        Assert.All(await Task.WhenAll(silos.Select(silo => Find(silo, "before"))), found => Assert.Equal("before", found));
    }

    [Fact]
    public async Task A_room_is_found_by_a_name_that_it_is_given_later()
    {
        await Give("old");
        var silo = await Silo();
        Assert.Null(await Find(silo, "new"));

        await _log.Log.AppendAsync(new RoomAppend("old", 2, (await _log.Log.HeadAsync("old"))!.Epoch, [new SettingsChanged { Seq = 3, Sender = "ann", At = At, N = 0, Name = "new" }], []));

        Assert.Equal("old", await Find(silo, "new"));
        Assert.Equal("old", await Find(silo, "old"));
    }

    [Fact]
    public async Task Guesses_share_a_few_reads_however_many_they_are()
    {
        await Give("room");
        var silo = await Silo();
        var reads = Messages.Reads;

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Find(silo, $"guess-{i}"))), Assert.Null);

        Assert.InRange(Messages.Reads - reads, 1, 30);
    }

    [Fact]
    public async Task A_guess_that_the_filter_errs_about_is_looked_up_once_and_known_again_when_somebody_takes_the_name()
    {
        var silo = await Silo(new KnownNamesOptions { FalsePositives = 0.5, ReadEvery = TimeSpan.Zero });
        await Insert(Enumerable.Range(0, 9_000)); // nearly as many as it is made for
        await Find(silo, "anything"); // reads the news
        var looked = 0;
        Task<string?> LookUp(string name)
        {
            looked++;
            return _directory.FindAsync(name);
        }

        var wrong = new List<string>();
        for (var i = 0; wrong.Count < 3 && i < 1000; i++)
        {
            looked = 0;
            Assert.Null(await silo.MayExistAsync($"guess-{i}") ? await silo.LookUpAsync($"guess-{i}", LookUp) : null);
            if (looked > 0)
            {
                wrong.Add($"guess-{i}");
            }
        }

        Assert.Equal(3, wrong.Count);
        Assert.All(await Task.WhenAll(wrong.Select(guess => silo.MayExistAsync(guess).AsTask())), Assert.False);
        await Give(wrong[0]);
        Assert.Equal(wrong[0], await Find(silo, wrong[0]));
        Assert.False(await silo.MayExistAsync(wrong[1]));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await silo.MayExistAsync(wrong[1])); // has had its time
    }

    [Fact]
    public async Task What_was_looked_up_while_somebody_took_the_name_is_not_remembered()
    {
        var silo = await Silo(new KnownNamesOptions { FalsePositives = 0.5, ReadEvery = TimeSpan.Zero });
        Assert.Null(await silo.LookUpAsync("room", async name =>
        {
            var found = await _directory.FindAsync(name);
            await Give("room");
            Assert.Equal("room", await Find(silo, "room")); // somebody else has heard of it first
            return found;
        }));

        Assert.Equal("room", await Find(silo, "room"));
    }

    [Fact]
    public async Task Until_it_knows_the_names_and_when_it_is_switched_off_each_may_be_somebodys()
    {
        var silo = New(new KnownNamesOptions());
        Assert.True(await silo.MayExistAsync("guess"));
        await silo.LoadAsync();
        Assert.False(await silo.MayExistAsync("guess"));

        Assert.True(await New(new KnownNamesOptions { Enabled = false }).MayExistAsync("guess"));
    }

    [Fact]
    public async Task More_names_than_it_was_made_for_are_no_less_known()
    {
        var silo = await Silo(new KnownNamesOptions { ReadEvery = TimeSpan.Zero });
        foreach (var some in Enumerable.Range(0, 12_000).Chunk(2_000))
        {
            await Insert(some);
            Assert.True(await silo.MayExistAsync($"n{some[^1]}"));
        }

        await silo.LoadAsync();
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 12_000).Select(i => silo.MayExistAsync($"n{i}").AsTask())), Assert.True);
        Assert.False(await silo.MayExistAsync("guess"));
    }

    private protected abstract Task<TestLog> CreateLog();

    private protected async Task<KnownNames> Silo(KnownNamesOptions? options = null)
    {
        var silo = New(options ?? new KnownNamesOptions { ReadEvery = TimeSpan.FromMilliseconds(5) });
        await silo.LoadAsync();
        return silo;
    }

    private protected async Task<string?> Find(KnownNames silo, string name) => await silo.MayExistAsync(name) ? await silo.LookUpAsync(name, _directory.FindAsync) : null;

    private KnownNames New(KnownNamesOptions options) => new(new RoomNameSource(_log.Databases), options, _clock, NullLogger<KnownNames>.Instance);

    private Task<int> Insert(IEnumerable<int> names) => Messages.WriteAsync((connection, transaction) =>
        connection.ExecuteAsync("INSERT INTO room_names (name_key, room_id) VALUES " + string.Join(", ", names.Select(i => $"('n{i}', 'r')")), transaction: transaction));

    private async Task Give(string name) => Assert.IsType<AppendResult.Committed>(await _log.Log.AppendAsync(new RoomAppend(name, 0, null, [
        new RoomCreated { Seq = 1, Sender = "ann", At = At, N = 0, Name = name, Title = name, Visibility = RoomVisibility.Public },
        new MemberJoined { Seq = 2, Sender = "ann", At = At, N = 0, User = "ann", Role = RoomRole.Owner }], [])));
}

public sealed class SqliteKnownNamesTests : KnownNamesSpec
{
    private protected override Task<TestLog> CreateLog() => Task.FromResult(TestLog.OnSqlite());
}

public sealed class MariaDbKnownNamesTests(MariaDbServer server) : KnownNamesSpec
{
    /// <summary>Transactions end in another order than they begin in.</summary>
    [Fact]
    public async Task A_name_whose_commit_comes_late_is_not_passed_over()
    {
        var silo = await Silo();
        await using var slow = await Messages.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await slow.ExecuteAsync("START TRANSACTION; INSERT INTO room_names (name_key, room_id) VALUES ('slow', 'r1')");
        await Messages.WriteAsync((connection, transaction) => connection.ExecuteAsync("INSERT INTO room_names (name_key, room_id) VALUES ('fast', 'r2')", transaction: transaction));
        Assert.Null(await Find(silo, "slow"));
        Assert.Equal("r2", await Find(silo, "fast"));

        await slow.ExecuteAsync("COMMIT");

        Assert.Equal("r1", await Find(silo, "slow"));
    }

    private protected override Task<TestLog> CreateLog() => TestLog.OnMariaDb(server);
}
