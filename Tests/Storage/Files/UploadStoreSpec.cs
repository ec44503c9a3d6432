using Parley.Errors;
using Parley.Files;
using Parley.Grains.Files;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Files;

/// <summary>What uploads promise, whatever the engine.</summary>
[Trait("Scope", "P6")]
public abstract class UploadStoreSpec : IAsyncLifetime
{
    private const string Room = "r";
    private readonly TestClock _clock = new();
    private TestLog _test = null!;
    private LogHead? _head;

    private UploadStore Store => new(_test.Databases, _clock);

    public async ValueTask InitializeAsync() => _test = await CreateLog();

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestLog> CreateLog();

    [Fact]
    public async Task Of_many_who_begin_at_once_no_more_get_room_than_there_is()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Store.BeginAsync(new NewUpload("ann", Room, "x", 30, Quota: 100)))));

        Assert.Equal(3, begun.Count(one => !one.IsError));
        Assert.All(begun.Where(one => one.IsError), one => Assert.Equal(ErrorCatalog.QuotaUsed, one.Error!.Code));
        Assert.False((await Store.BeginAsync(new NewUpload("bob", Room, "x", 30, Quota: 100))).IsError);
    }

    [Fact]
    public async Task An_upload_goes_on_from_where_it_is_and_is_whole_once()
    {
        var id = await Begin(10);
        Assert.True(await Store.AdvanceAsync(id, 0, 4));
        Assert.False(await Store.AdvanceAsync(id, 0, 4));
        Assert.False(await Store.FinishAsync(id, "text/plain", null, null));
        Assert.False(await Store.AdvanceAsync(id, 4, 11));
        Assert.True(await Store.AdvanceAsync(id, 4, 10));
        Assert.True(await Store.FinishAsync(id, "image/png", 3, 4));
        Assert.False(await Store.FinishAsync(id, "text/plain", null, null));

        var upload = await Store.FindAsync(id, "ann");
        Assert.Equal((10L, "image/png", 3, 4), (upload!.Received, upload.Type, upload.Width, upload.Height));
        Assert.Null(await Store.FindAsync(id, "bob"));
    }

    [Fact]
    public async Task Of_many_commands_that_want_a_file_one_gets_it_and_gets_it_again()
    {
        var (a, b) = (await Whole(), await Whole());
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Store.ClaimAsync(new ClaimUploads("ann", Room, $"c{i}", i % 2 == 0 ? [a, b] : [b, a])))));

        var winner = Array.FindIndex(claims, claim => !claim.IsError);
        Assert.Single(claims, claim => !claim.IsError);
        Assert.All(claims.Where(claim => claim.IsError), claim => Assert.Equal(ErrorCatalog.FileUsed, claim.Error!.Code));
        Assert.Equal(2, (await Store.ClaimAsync(new ClaimUploads("ann", Room, $"c{winner}", [a, b]))).Value.Length);
    }

    [Fact]
    public async Task Only_whole_uploads_of_the_users_own_for_this_room_are_given_and_all_or_none()
    {
        var (mine, unfinished) = (await Whole(), await Begin(5));
        foreach (var claim in new[]
        {
            new ClaimUploads("bob", Room, "c", [mine]), new ClaimUploads("ann", "other", "c", [mine]), new ClaimUploads("ann", Room, "c", [mine, unfinished]), new ClaimUploads("ann", Room, "c", ["none"]),
        })
        {
            Assert.Equal(ErrorCatalog.UploadNotFound, (await Store.ClaimAsync(claim)).Error?.Code);
        }

        Assert.False((await Store.FindAsync(mine, "ann"))!.IsClaimed);
    }

    [Fact]
    public async Task What_no_message_has_is_erased_in_time_and_gives_its_room_back()
    {
        var (forgotten, cancelled, refused, posted) = (await Begin(5), await Whole(), await Whole(), await Whole());
        await Store.CancelAsync(cancelled, "ann");
        await Store.ClaimAsync(new ClaimUploads("ann", Room, "refused", [refused]));
        await Post(await Store.ClaimAsync(new ClaimUploads("ann", Room, "posted", [posted])));
        Assert.Equal([cancelled], await Store.ToEraseAsync(TimeSpan.FromHours(24)));
        Assert.Equal(ErrorCatalog.FileUsed, (await Store.ClaimAsync(new ClaimUploads("ann", Room, "late", [cancelled]))).Error?.Code);

        _clock.Advance(TimeSpan.FromHours(25));
        var due = await Store.ToEraseAsync(TimeSpan.FromHours(24));
        Assert.Equal(new[] { forgotten, cancelled, refused }.Order(), due.Order());
        await Store.ErasedAsync(due);
        await Store.ErasedAsync(due); // twice does no harm

        Assert.Empty(await Store.ToEraseAsync(TimeSpan.FromHours(24)));
        Assert.Null(await Store.FindAsync(refused, "ann"));
        Assert.True((await Store.BeginAsync(new NewUpload("ann", Room, "x", 91, Quota: 100))).IsError);
        Assert.False((await Store.BeginAsync(new NewUpload("ann", Room, "x", 90, Quota: 100))).IsError); // the posted one has 10
    }

    [Fact]
    public async Task The_files_of_a_deleted_message_are_to_be_erased_and_are_found_by_nobody()
    {
        var id = await Whole();
        var seq = await Post(await Store.ClaimAsync(new ClaimUploads("ann", Room, "c", [id])));
        var reader = new MessageFileReader(_test.Databases);
        var ann = new Parley.Access.Actor("ann", Parley.Access.ServerRole.Member);
        Assert.Equal(id, (await reader.FindAsync(Room, id, ann))!.Value.Value?.Id);
        Assert.Null(await reader.FindAsync(Room, id, ann with { Id = "bob" }));
        Assert.Equal(ErrorCatalog.FileNotFound, (await reader.FindAsync(Room, "none", ann))!.Value.Error?.Code);

        await Append(at => new MessageDeleted { Seq = at, Sender = "ann", At = DateTimeOffset.UnixEpoch, N = 1, Target = seq });

        Assert.Equal(ErrorCatalog.FileNotFound, (await reader.FindAsync(Room, id, ann))!.Value.Error?.Code);
        Assert.Equal([id], await Store.ToEraseAsync(TimeSpan.FromHours(24)));
        await Store.ErasedAsync([id]);
        Assert.Empty(await Store.ToEraseAsync(TimeSpan.FromHours(24)));
    }

    private async Task<string> Begin(long size) => (await Store.BeginAsync(new NewUpload("ann", Room, "x.txt", size, Quota: 1000))).Value!.Id;

    private async Task<string> Whole()
    {
        var id = await Begin(10);
        await Store.AdvanceAsync(id, 0, 10);
        await Store.FinishAsync(id, "text/plain", null, null);
        return id;
    }

    private async Task<long> Post(Outcome<System.Collections.Immutable.ImmutableArray<MessageFile>> claimed)
    {
        if (_head is null)
        {
            await Append(at => new RoomCreated { Seq = at, Sender = "ann", At = DateTimeOffset.UnixEpoch, N = 0, Name = Room, Title = Room, Visibility = RoomVisibility.Private });
            await Append(at => new MemberJoined { Seq = at, Sender = "ann", At = DateTimeOffset.UnixEpoch, N = 0, User = "ann", Role = RoomRole.Owner });
        }

        await Append(at => new MessagePosted { Seq = at, Sender = "ann", At = DateTimeOffset.UnixEpoch, N = 1, Text = "", Files = claimed.Value });
        return _head!.LastSeq;
    }

    private async Task Append(Func<long, RoomEvent> make)
    {
        var e = make((_head?.LastSeq ?? 0) + 1);
        var result = await _test.Log.AppendAsync(new RoomAppend(Room, _head?.LastSeq ?? 0, _head?.Epoch, [e], []));
        _head = new LogHead(e.Seq, e.N, Assert.IsType<AppendResult.Committed>(result).Epoch);
    }
}

public sealed class SqliteUploadStoreTests : UploadStoreSpec
{
    private protected override Task<TestLog> CreateLog() => Task.FromResult(TestLog.OnSqlite());
}

public sealed class MariaDbUploadStoreTests(MariaDbServer server) : UploadStoreSpec
{
    private protected override Task<TestLog> CreateLog()
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null, MariaDbServer.Missing ?? "");
        return TestLog.OnMariaDb(server);
    }
}
