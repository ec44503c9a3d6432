using System.Security.Cryptography;
using Dapper;
using Parley.Files;
using Parley.Grains.Files;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Files;

/// <summary>Which files a sweep erases and which it leaves, and which a check misses: wherever the bytes lie, whatever the engine.</summary>
[Trait("Scope", "S24")]
public abstract class FileSweepSpec : IAsyncLifetime
{
    private const string Room = "r";
    private readonly TestClock _clock = new();
    private TestLog _test = null!;

    private protected abstract IFileStore Store { get; }

    private FileRegister Register => FileRegister.Of(_test.Databases, _clock);

    public async ValueTask InitializeAsync()
    {
        _test = await CreateLog();
        await foreach (var page in Store.ListAsync(Cancellation)) // of the test before
        {
            foreach (var file in page)
            {
                await Store.DeleteAsync(file.Id);
            }
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestLog> CreateLog();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_somebody_has_stays_and_what_nobody_knows_is_counted_and_erased()
    {
        // 1. An upload that is still coming, one that is whole, one that is to be erased; files of a message and of a deleted one whose uploads are lost; an export, and one that will be thrown away.
        var uploads = new UploadStore(_test.Databases, _clock);
        var (arriving, whole, doomed) = (await Begun(uploads), await Begun(uploads), await Begun(uploads));
        await uploads.CancelAsync(doomed, "ann");
        var (posted, deleted, export, ending) = (NewId(), NewId(), NewId(), NewId());
        await Post(posted, deleted);
        await Job(export[1..], isEnded: true);
        await Job($"end-{ending[1..]}", isEnded: false);
        await Append(arriving, [1, 2]);
        foreach (var id in (string[])[whole, FileIds.Thumbnail(whole), doomed, posted, deleted, export, ending])
        {
            await Store.PutAsync(id, new byte[10]);
        }

        // 2. Files that nobody knows: whole, a thumbnail, something that never became whole, and an export that was thrown away already.
        var (lost, half, old) = (NewId(), NewId(), NewId());
        await Store.PutAsync(lost, new byte[100]);
        await Store.PutAsync(FileIds.Thumbnail(lost), new byte[20]);
        await Append(half, new byte[3]);
        await Job($"end-{old[1..]}", isEnded: true);
        await Store.PutAsync(old, new byte[7]);

        Assert.Equal(new FileSweepResult(12, 4, 130, 0, 0, null), await Sweep(isDryRun: true));
        Assert.Equal(12, (await Ids()).Count);
        Assert.Equal(new FileSweepResult(0, 0, 0, 0, 0, null), await Sweep(writtenBefore: DateTimeOffset.UtcNow.AddHours(-1))); // they are too young
        Assert.Contains("Of 12 files in the store 4 are known to nobody", (await Sweep(atMost: 0.3)).Refusal!, StringComparison.Ordinal);
        Assert.Equal(12, (await Ids()).Count);

        Assert.Equal(new FileSweepResult(12, 4, 130, 4, 130, null), await Sweep());

        Assert.Equal(new[] { arriving, whole, FileIds.Thumbnail(whole), doomed, posted, deleted, export, ending }.Order(), (await Ids()).Order());
        Assert.Equal(0, (await Sweep()).Unknown);
        Assert.Equal((4, null), await Append(arriving, [3, 4], 2)); // it goes on
    }

    [Fact]
    public async Task A_database_that_knows_none_of_the_files_costs_none_of_them()
    {
        await Store.PutAsync(NewId(), new byte[1]);
        await Store.PutAsync(NewId(), new byte[1]);

        var swept = await Sweep(atMost: 1);

        Assert.Equal((2, 0), (swept.Unknown, swept.Erased));
        Assert.Contains("None of the 2 files in the store is known to the database", swept.Refusal!, StringComparison.Ordinal);
        Assert.Equal(2, (await Ids()).Count);
    }

    [Fact]
    public async Task A_sweep_that_nobody_watches_erases_what_it_has_found_long_before()
    {
        var (uploads, lost, back, grace) = (new UploadStore(_test.Databases, _clock), NewId(), NewId(), TimeSpan.FromHours(24));
        await Post(back);
        await Execute("DELETE FROM room_files");
        Assert.Equal([(back, false), (lost, false)], await Unknown(lost, back));
        _clock.Advance(grace - TimeSpan.FromMinutes(1));
        Assert.Equal([(back, false), (lost, false)], await Unknown(lost, back));

        // The right database is restored, and the wrong one once more: then it begins anew.
        await Execute("INSERT INTO room_files (file_id, room_id, seq) VALUES (@back, 'r', 3)", new { back });
        Assert.Equal([(lost, false)], await Unknown(lost, back));
        await Execute("DELETE FROM room_files");
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([(back, false), (lost, true)], await Unknown(lost, back, await Begun(uploads)));
        await Register.ForgetAsync([lost]);
        Assert.Equal([(lost, false)], await Unknown(lost));

        async Task<IEnumerable<(string, bool)>> Unknown(params string[] ids) =>
            (await Register.UnknownSinceAsync(ids, grace)).Select(file => (file.Id, file.IsDue)).OrderBy(file => file.Id == lost);
    }

    [Fact]
    public async Task A_check_names_what_is_missing_or_too_short_and_nothing_that_is_to_go()
    {
        var uploads = new UploadStore(_test.Databases, _clock);
        var (whole, shorter, gone, doomed) = (await Whole(uploads), await Whole(uploads), await Whole(uploads), await Whole(uploads));
        await uploads.ThumbnailAsync(whole);
        await uploads.CancelAsync(doomed, "ann");
        await Begun(uploads);
        var (posted, deleted) = (NewId(), NewId());
        await Post(posted, deleted);
        await Store.PutAsync(whole, new byte[10]);
        await Store.PutAsync(shorter, new byte[9]);

        var found = await new FileCheck(_test.Databases.Messages, _test.Databases.Identity, Store).RunAsync(null, Cancellation);

        Assert.Equal((4, 4), (found.Files, found.Faults));
        Assert.Equal(
            new[] { (whole, "thumbnail-missing", default(long?)), (shorter, "other-length", null), (gone, "missing", null), (posted, "missing", 3) }.Order(),
            found.First.Select(file => (file.File, file.Fault, file.Seq)).Order());
        Assert.All(found.First, file => Assert.Equal(Room, file.Room));
    }

    private Task<FileSweepResult> Sweep(bool isDryRun = false, double atMost = 0.5, DateTimeOffset? writtenBefore = null) =>
        new FileSweep(Store, Register, new FileSweepLimits(writtenBefore ?? DateTimeOffset.UtcNow.AddMinutes(1), atMost)).RunAsync(isDryRun, null, Cancellation);

    private async Task<List<string>> Ids()
    {
        var ids = new List<string>();
        await foreach (var page in Store.ListAsync(Cancellation))
        {
            ids.AddRange(page.Select(file => file.Id));
        }

        return ids;
    }

    private static async Task<string> Begun(UploadStore uploads) => (await uploads.BeginAsync(new NewUpload("ann", Room, "x.txt", 10, Quota: 1000))).Value!.Id;

    private static async Task<string> Whole(UploadStore uploads)
    {
        var id = await Begun(uploads);
        await uploads.AdvanceAsync(id, 0, 10);
        await uploads.FinishAsync(id, "text/plain", null, null);
        return id;
    }

    /// <summary>A message with a file, and if need be a deleted one.</summary>
    private async Task Post(string posted, string? deleted = null)
    {
        var e = new RoomCreated { Seq = 1, Sender = "ann", At = DateTimeOffset.UnixEpoch, N = 0, Name = Room, Title = Room, Visibility = RoomVisibility.Private };
        var message = new MessagePosted { Seq = 3, Sender = "ann", At = e.At, N = 1, Text = "", Files = [new MessageFile(posted, "x.txt", "text/plain", 10)] };
        var result = await _test.Log.AppendAsync(new RoomAppend(
            Room, 0, null,
            [
                e, new MemberJoined { Seq = 2, Sender = "ann", At = e.At, N = 0, User = "ann", Role = RoomRole.Owner }, message,
                .. deleted is null ? Array.Empty<RoomEvent>()
                    : [message with { Seq = 4, N = 2, Files = [new MessageFile(deleted, "y.txt", "text/plain", 10)] }, new MessageDeleted { Seq = 5, Sender = "ann", At = e.At, N = 2, Target = 4 }],
            ],
            []));
        Assert.IsType<AppendResult.Committed>(result);
    }

    private Task<int> Job(string id, bool isEnded) => _test.Databases.Grains.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        """
        INSERT INTO jobs (id, kind, priority, state, fence, attempts, max_attempts, first_wait_ms, longest_wait_ms, payload, done, total, created_at_ms, ended_at_ms)
        VALUES (@id, 'test', 0, 'pending', 0, 0, 1, 0, 0, @payload, 0, 0, 0, @ended)
        """,
        new { id, payload = Array.Empty<byte>(), ended = isEnded ? 1L : default(long?) }, transaction));

    private Task<int> Execute(string sql, object? parameters = null) => _test.Databases.Messages.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, parameters, transaction));

    private Task<(long, Exception?)> Append(string id, byte[] bytes, long offset = 0) => Store.AppendAsync(id, offset, new MemoryStream(bytes), 100, Cancellation);

    private static string NewId() => "f" + RandomNumberGenerator.GetHexString(32, lowercase: true);
}

/// <summary>A folder and SQLite.</summary>
public sealed class DiskFileSweepTests : FileSweepSpec
{
    private readonly TempFolder _folder = new();

    private protected override IFileStore Store => new DiskFileStore(_folder.Path);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private protected override Task<TestLog> CreateLog() => Task.FromResult(TestLog.OnSqlite());
}

/// <summary>A bucket and MariaDB.</summary>
public sealed class BucketFileSweepTests(S3Server server, MariaDbServer database) : FileSweepSpec, IClassFixture<S3Server>
{
    private protected override IFileStore Store
    {
        get
        {
            Assert.SkipUnless(S3Server.Missing is null, S3Server.Missing ?? "");
            return server.Store;
        }
    }

    private protected override Task<TestLog> CreateLog()
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null, MariaDbServer.Missing ?? "");
        return TestLog.OnMariaDb(database);
    }
}
