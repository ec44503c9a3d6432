using System.Security.Cryptography;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Files;

/// <summary>What a store of files promises, wherever the bytes lie.</summary>
[Trait("Scope", "P6")]
public abstract class FileStoreSpec
{
    private protected abstract IFileStore Store { get; }

    [Fact]
    public async Task A_file_comes_in_pieces_and_is_read_as_one_from_anywhere()
    {
        var (id, bytes) = (NewId(), RandomNumberGenerator.GetBytes(10_000_000)); // more than one piece of any store
        Assert.Equal((3, null), await Append(id, 0, bytes[..3]));
        Assert.Equal((9_999_999, null), await Append(id, 3, bytes[3..^1]));
        Assert.Equal((10_000_000, null), await Append(id, 9_999_999, bytes[^1..]));
        await Store.CompleteAsync(id, bytes.Length);
        await Store.CompleteAsync(id, bytes.Length);
        Assert.Equal((10_000_000, null), await Append(id, 10_000_000, [], most: 0)); // whoever lost the answer to the last one asks again

        await using var file = (await Store.OpenReadAsync(id))!;
        Assert.Equal((bytes.Length, true), (file.Length, file.CanSeek));
        Assert.Equal(bytes, await Rest(file));
        file.Position = 5_000_000;
        var part = new byte[1000];
        await file.ReadExactlyAsync(part, TestContext.Current.CancellationToken);
        Assert.Equal(bytes[5_000_000..5_001_000], part);
        file.Seek(-10, SeekOrigin.End);
        Assert.Equal(bytes[^10..], await Rest(file));
        file.Position = 0;
        Assert.Equal(bytes[0], file.ReadByte());
    }

    [Fact]
    public async Task What_was_not_answered_for_is_dropped()
    {
        var id = NewId();
        await Append(id, 0, "one "u8.ToArray());
        await Append(id, 4, "lost on the way"u8.ToArray());
        await Append(id, 19, " for good"u8.ToArray());
        await Append(id, 4, "two"u8.ToArray());
        await Store.CompleteAsync(id, 7);

        Assert.Equal("one two"u8.ToArray(), await Whole(id));
        await Assert.ThrowsAsync<IOException>(() => Append(NewId(), 4, [1]));
    }

    [Fact]
    public async Task Of_too_much_nothing_is_kept()
    {
        var id = NewId();
        await Append(id, 0, [1, 2]);
        await Assert.ThrowsAsync<InvalidDataException>(() => Append(id, 2, new byte[10], most: 9));
        await Append(id, 2, [3], most: 1);
        await Store.CompleteAsync(id, 3);

        Assert.Equal([1, 2, 3], await Whole(id));
    }

    [Fact]
    public async Task What_has_come_before_a_sender_broke_off_stays()
    {
        var id = NewId();
        var (length, brokenOff) = await Store.AppendAsync(id, 0, new BreaksOff([1, 2, 3]), 10, TestContext.Current.CancellationToken);
        Assert.Equal((3, true), (length, brokenOff is IOException));
        await Append(id, 3, [4]);
        await Store.CompleteAsync(id, 4);

        Assert.Equal([1, 2, 3, 4], await Whole(id));
    }

    [Fact]
    public async Task Nobody_writes_where_somebody_is_writing()
    {
        var (id, slow) = (NewId(), new Held());
        var first = Store.AppendAsync(id, 0, slow, 10, TestContext.Current.CancellationToken);
        await slow.Asked;
        await Assert.ThrowsAsync<IOException>(() => Append(id, 0, [9]));
        slow.Release();

        Assert.Equal(1, (await first).Length);
    }

    [Fact]
    public async Task Small_things_are_put_replaced_and_deleted_as_a_whole()
    {
        var id = NewId();
        var thumbnail = FileIds.Thumbnail(id);
        Assert.Null(await Store.OpenReadAsync(thumbnail));
        await Store.PutAsync(thumbnail, "old and long"u8.ToArray());
        await Store.PutAsync(thumbnail, "new"u8.ToArray());
        Assert.Equal("new"u8.ToArray(), await Whole(thumbnail));
        await Store.DeleteAsync(thumbnail);
        await Store.DeleteAsync(thumbnail);
        Assert.Null(await Store.OpenReadAsync(thumbnail));

        await Append(id, 0, [1]);
        await Store.DeleteAsync(id); // before it was whole
        await Assert.ThrowsAsync<IOException>(() => Append(id, 1, [2]));
    }

    [Fact]
    public async Task All_that_lies_there_is_listed_once_and_deleted_if_it_is_old_enough()
    {
        var (whole, arriving, soon) = (NewId(), NewId(), DateTimeOffset.UtcNow.AddMinutes(1));
        await Store.PutAsync(whole, new byte[3]);
        await Store.PutAsync(FileIds.Thumbnail(whole), new byte[5]);
        await Append(arriving, 0, [1, 2]);
        await Append(arriving, 2, [3, 4]);

        var all = (await List(Store)).Where(file => file.Id.StartsWith(whole, StringComparison.Ordinal) || file.Id == arriving).ToDictionary(file => file.Id);
        Assert.Equal((3, 5, 4), (all[whole].Bytes, all[FileIds.Thumbnail(whole)].Bytes, all[arriving].Bytes));
        Assert.All(all.Values, file => Assert.InRange(file.WrittenAt, soon.AddMinutes(-3), soon));

        Assert.False(await Store.DeleteIfOlderAsync(whole, soon.AddMinutes(-3)));
        Assert.False(await Store.DeleteIfOlderAsync(NewId(), soon));
        Assert.Equal(3, all.Count);
        Assert.True(await Store.DeleteIfOlderAsync(whole, soon));
        Assert.True(await Store.DeleteIfOlderAsync(arriving, soon));
        Assert.False(await Store.DeleteIfOlderAsync(arriving, soon));
        Assert.Equal([FileIds.Thumbnail(whole)], (await List(Store)).Select(file => file.Id).Where(id => id.StartsWith(whole, StringComparison.Ordinal) || id == arriving));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("f/../../0123456789abcdef0123456789ab")]
    [InlineData("fABCDEF0123456789abcdef0123456789")]
    [InlineData("")]
    public async Task T8_What_is_no_id_of_a_file_leads_nowhere(string id)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenReadAsync(id));
        await Assert.ThrowsAsync<ArgumentException>(() => Append(id, 0, [1]));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(id, new byte[1]));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(id));
    }

    private protected static async Task<List<StoredFile>> List(IFileStore store)
    {
        var all = new List<StoredFile>();
        await foreach (var page in store.ListAsync(TestContext.Current.CancellationToken))
        {
            Assert.InRange(page.Count, 1, StoredFile.Page);
            all.AddRange(page);
        }

        return all;
    }

    private protected static string NewId() => "f" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    private Task<(long Length, Exception? BrokenOff)> Append(string id, long offset, byte[] bytes, long? most = null) =>
        Store.AppendAsync(id, offset, new MemoryStream(bytes), most ?? bytes.Length, TestContext.Current.CancellationToken);

    private async Task<byte[]> Whole(string id)
    {
        await using var file = (await Store.OpenReadAsync(id))!;
        return await Rest(file);
    }

    private static async Task<byte[]> Rest(Stream file)
    {
        using var rest = new MemoryStream();
        await file.CopyToAsync(rest, TestContext.Current.CancellationToken);
        return rest.ToArray();
    }

    /// <summary>Some bytes, and then the connection is gone.</summary>
    private sealed class BreaksOff(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The connection is gone.");
    }

    /// <summary>One byte, when it is let go.</summary>
    private sealed class Held : MemoryStream
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _given;

        public Task Asked => _asked.Task;

        public void Release() => _released.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            await _released.Task;
            (var count, _given) = (_given ? 0 : 1, true);
            return count;
        }
    }
}

public sealed class DiskFileStoreTests : FileStoreSpec, IDisposable
{
    private readonly TempFolder _folder = new();

    private protected override IFileStore Store => new DiskFileStore(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task More_than_a_page_is_listed_and_what_is_not_ours_is_passed_over()
    {
        var ids = Enumerable.Range(0, StoredFile.Page + 10).Select(_ => NewId()).ToList();
        foreach (var id in ids)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, FileIds.Folder(id)));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, id), [1], TestContext.Current.CancellationToken);
        }

        var here = Path.Combine(_folder.Path, FileIds.Folder(ids[0]));
        File.WriteAllText(Path.Combine(here, "notes.txt"), "");
        File.WriteAllText(Path.Combine(here, $"f{(ids[0][1] == 'a' ? 'b' : 'a')}{ids[0][2..]}"), ""); // of another folder
        File.WriteAllText(Path.Combine(_folder.Path, ids[0]), "");
        Directory.CreateDirectory(Path.Combine(here, NewId()));

        Assert.Equal(ids.Order(), (await List(Store)).Select(file => file.Id).Order());
    }
}

/// <summary>Against a server of another make, behind a check of every signature.</summary>
public sealed class S3FileStoreTests(S3Server server) : FileStoreSpec, IClassFixture<S3Server>
{
    private protected override IFileStore Store
    {
        get
        {
            Assert.SkipUnless(S3Server.Missing is null, S3Server.Missing ?? "");
            return server.Store;
        }
    }

    [Fact]
    public async Task A_wrong_key_gets_nothing_which_is_not_the_same_as_no_file()
    {
        _ = Store;
        using var store = new S3FileStore(new S3Options { ServiceUrl = server.Options.ServiceUrl, Bucket = server.Options.Bucket, AccessKey = server.Options.AccessKey, SecretKey = "another" });
        var refused = await Assert.ThrowsAsync<Amazon.S3.AmazonS3Exception>(() => store.PutAsync("f" + new string('0', 32), new byte[1]));
        Assert.Equal("SignatureDoesNotMatch", refused.ErrorCode);
        await Assert.ThrowsAsync<Amazon.S3.AmazonS3Exception>(() => store.OpenReadAsync("f" + new string('0', 32)));
    }

    [Fact]
    public async Task More_than_a_page_is_listed_and_what_is_not_ours_is_passed_over()
    {
        _ = Store;
        using var store = new S3FileStore(new S3Options { ServiceUrl = server.Options.ServiceUrl, Bucket = server.Options.Bucket, AccessKey = server.Options.AccessKey, SecretKey = server.Options.SecretKey, Prefix = "pages/" })
        {
            ObjectsOfAPage = 2,
        };
        var ids = Enumerable.Range(0, 5).Select(_ => NewId()).ToList();
        foreach (var id in ids)
        {
            await store.PutAsync(id, new byte[1]);
        }

        await server.PutAsync($"pages/notes/{ids[0]}");
        await server.PutAsync("pages/ab/notes.txt");

        Assert.Equal(ids.Order(StringComparer.Ordinal), (await List(store)).Select(file => file.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_left_beside_a_file_that_is_whole()
    {
        var id = "f" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        await Store.AppendAsync(id, 0, new MemoryStream([1, 2]), 2, TestContext.Current.CancellationToken);
        Assert.Equal([$"uploads/{id}/00000000000000000000"], await server.KeysOf(id));
        await Store.CompleteAsync(id, 2);
        Assert.Equal([$"{id[1..3]}/{id}"], await server.KeysOf(id)); // as in a folder
        await Store.DeleteAsync(id);
        Assert.Empty(await server.KeysOf(id));
    }
}
