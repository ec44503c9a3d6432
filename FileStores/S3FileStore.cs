using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Parley.FileStores;

/// <summary>
/// Files in a bucket, under the names that they have in a folder, so that either may be copied to the other. What is still arriving lies in pieces beside them (<c>uploads/ID/OFFSET</c>): objects
/// cannot grow, and parts of a multipart upload are too large for what may break off. <see cref="CompleteAsync"/> puts the pieces together.
/// </summary>
/// <remarks>Two who write to one file at the same time are kept apart within a process; between processes the upload's offset decides who is answered, and both are the file's owner.</remarks>
public sealed class S3FileStore : IFileStore, IDisposable
{
    /// <summary>So much is held in memory for each file that is arriving, and is one part of a multipart upload (which must have 5 MiB).</summary>
    private const int PieceSize = 8 * 1024 * 1024;

    private readonly AmazonS3Client _s3;
    private readonly string _bucket;
    private readonly string _prefix;
    private readonly ConcurrentDictionary<string, bool> _writing = new();

    public S3FileStore(S3Options options)
    {
        (_bucket, _prefix) = (options.Bucket!, options.Prefix);
        _s3 = new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.Secret), new AmazonS3Config
        {
            ServiceURL = options.ServiceUrl,
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.PathStyle,
            Timeout = options.Timeout,
            MaxErrorRetry = 3,
            // Checksums of today's S3 are not known to all that speak like it; the signature covers the content.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    /// <summary>Objects that are asked for at a time.</summary>
    internal int ObjectsOfAPage { get; init; } = StoredFile.Page;

    public async Task<(long Length, Exception? BrokenOff)> AppendAsync(string id, long offset, Stream arriving, long most, CancellationToken cancellation)
    {
        using var only = Alone(id);
        if (most == 0 && await LengthAsync(Key(id)) == offset)
        {
            return (offset, null); // it is whole already
        }

        var pieces = await PiecesAsync(id);
        if (Length(pieces, offset) != offset)
        {
            throw new IOException($"File {id} is shorter than what was answered for.");
        }

        await DeleteAllAsync(pieces.Where(piece => piece.Offset >= offset).Select(piece => piece.Key));
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            for (var at = offset; ;)
            {
                var (length, brokenOff) = await FillAsync(arriving, buffer.AsMemory(0, PieceSize), cancellation);
                if (at + length - offset > most)
                {
                    await DeleteAllAsync((await PiecesAsync(id)).Where(piece => piece.Offset >= offset).Select(piece => piece.Key));
                    throw new InvalidDataException($"More than {most} bytes arrived.");
                }

                if (length > 0)
                {
                    await PutAsync(PieceKey(id, at), buffer, length);
                    at += length;
                }

                if (length < PieceSize)
                {
                    return (at, brokenOff);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task CompleteAsync(string id, long length)
    {
        using var only = Alone(id);
        var pieces = await PiecesAsync(id);
        if (Length(pieces, long.MaxValue) != length)
        {
            if (await LengthAsync(Key(id)) == length)
            {
                await DeleteAllAsync(pieces.Select(piece => piece.Key));
                return; // it was so before
            }

            throw new IOException($"File {id} is not as long as what was answered for.");
        }

        if (length <= PieceSize)
        {
            var whole = new byte[length];
            await using var all = new PiecesStream(_s3, _bucket, pieces.Select(piece => piece.Key));
            await all.ReadExactlyAsync(whole);
            await PutAsync(Key(id), whole, whole.Length);
        }
        else
        {
            await JoinAsync(Key(id), pieces);
        }

        await DeleteAllAsync(pieces.Select(piece => piece.Key));
    }

    public Task PutAsync(string id, ReadOnlyMemory<byte> bytes) => PutAsync(Key(id), bytes.ToArray(), bytes.Length);

    public async Task<Stream?> OpenReadAsync(string id)
    {
        var key = Key(id);
        return await HeadAsync(key) is { } head ? new S3ReadStream(_s3, _bucket, key, head.ContentLength, head.ETag) : null;
    }

    public async Task DeleteAsync(string id) => await DeleteAllAsync([Key(id), .. (await PiecesAsync(id)).Select(piece => piece.Key)]);

    public async Task<bool> DeleteIfOlderAsync(string id, DateTimeOffset writtenBefore)
    {
        var (whole, pieces) = (await HeadAsync(Key(id)), await PiecesAsync(id));
        var written = pieces.Select(piece => piece.WrittenAt).Append(At(whole?.LastModified)).Max();
        if ((whole is null && pieces.Count == 0) || written >= writtenBefore)
        {
            return false;
        }

        await DeleteAllAsync([Key(id), .. pieces.Select(piece => piece.Key)]);
        return true;
    }

    public async IAsyncEnumerable<IReadOnlyList<StoredFile>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var page = new List<StoredFile>(StoredFile.Page);
        var ask = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix, MaxKeys = ObjectsOfAPage };
        for (var more = true; more;)
        {
            var objects = await _s3.ListObjectsV2Async(ask, cancellation);
            foreach (var found in objects.S3Objects ?? [])
            {
                if (IdOf(found.Key) is not { } id)
                {
                    continue;
                }

                var file = new StoredFile(id, found.Size ?? 0, At(found.LastModified));
                if (page.Count > 0 && page[^1].Id == id) // pieces of one file are one behind the other
                {
                    page[^1] = file with { Bytes = page[^1].Bytes + file.Bytes, WrittenAt = page[^1].WrittenAt > file.WrittenAt ? page[^1].WrittenAt : file.WrittenAt };
                    continue;
                }

                if (page.Count == StoredFile.Page)
                {
                    yield return page;
                    page = new List<StoredFile>(StoredFile.Page);
                }

                page.Add(file);
            }

            (more, ask.ContinuationToken) = (objects.IsTruncated == true, objects.NextContinuationToken);
        }

        if (page.Count > 0)
        {
            yield return page;
        }
    }

    public void Dispose() => _s3.Dispose();

    /// <summary>As many bytes as there is room for, or as come.</summary>
    private static async Task<(int Length, Exception? BrokenOff)> FillAsync(Stream arriving, Memory<byte> room, CancellationToken cancellation)
    {
        for (var length = 0; ;)
        {
            try
            {
                var read = length < room.Length ? await arriving.ReadAsync(room[length..], cancellation) : 0;
                if (read == 0)
                {
                    return (length, null);
                }

                length += read;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                return (length, e);
            }
        }
    }

    /// <summary>Pieces may be smaller than parts must be: they are read through, and sent again in parts.</summary>
    private async Task JoinAsync(string key, IReadOnlyList<Piece> pieces)
    {
        var upload = (await _s3.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = _bucket, Key = key })).UploadId;
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            var parts = new List<PartETag>();
            await using var all = new PiecesStream(_s3, _bucket, pieces.Select(piece => piece.Key));
            for (var number = 1; ; number++)
            {
                var length = await all.ReadAtLeastAsync(buffer.AsMemory(0, PieceSize), PieceSize, throwOnEndOfStream: false);
                if (length == 0)
                {
                    break;
                }

                using var content = new MemoryStream(buffer, 0, length, writable: false);
                var part = await _s3.UploadPartAsync(new UploadPartRequest
                {
                    BucketName = _bucket, Key = key, UploadId = upload, PartNumber = number, PartSize = length, InputStream = content, UseChunkEncoding = false,
                });
                parts.Add(new PartETag(number, part.ETag));
            }

            await _s3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = _bucket, Key = key, UploadId = upload, PartETags = parts });
        }
        catch
        {
            await _s3.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = _bucket, Key = key, UploadId = upload });
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task PutAsync(string key, byte[] bytes, int length)
    {
        using var content = new MemoryStream(bytes, 0, length, writable: false);
        await _s3.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = key, InputStream = content, AutoCloseStream = false, UseChunkEncoding = false });
    }

    /// <summary>In order.</summary>
    private async Task<List<Piece>> PiecesAsync(string id)
    {
        var (pieces, prefix) = (new List<Piece>(), PieceKey(id, null));
        var ask = new ListObjectsV2Request { BucketName = _bucket, Prefix = prefix };
        while (true)
        {
            var page = await _s3.ListObjectsV2Async(ask);
            foreach (var found in page.S3Objects ?? [])
            {
                pieces.Add(new Piece(found.Key, long.Parse(found.Key.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture), found.Size ?? 0, At(found.LastModified)));
            }

            if (page.IsTruncated != true)
            {
                pieces.Sort((one, other) => one.Offset.CompareTo(other.Offset));
                return pieces;
            }

            ask.ContinuationToken = page.NextContinuationToken;
        }
    }

    /// <summary>How long the pieces below an offset are together; -1: they do not follow upon each other.</summary>
    private static long Length(IEnumerable<Piece> pieces, long below)
    {
        var length = 0L;
        foreach (var piece in pieces.Where(piece => piece.Offset < below))
        {
            if (piece.Offset != length)
            {
                return -1;
            }

            length += piece.Length;
        }

        return length;
    }

    private async Task DeleteAllAsync(IEnumerable<string> keys)
    {
        foreach (var key in keys.ToList())
        {
            await _s3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _bucket, Key = key });
        }
    }

    private async Task<long?> LengthAsync(string key) => (await HeadAsync(key))?.ContentLength;

    private async Task<GetObjectMetadataResponse?> HeadAsync(string key)
    {
        try
        {
            return await _s3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _bucket, Key = key });
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private Writer Alone(string id) => _writing.TryAdd(id, true) ? new Writer(_writing, id) : throw new IOException($"Somebody else is writing to file {id}.");

    private string Key(string id) => FileIds.IsId(id) ? $"{_prefix}{FileIds.Folder(id)}/{id}" : throw new ArgumentException("Not the id of a file.", nameof(id));

    private string PieceKey(string id, long? offset) =>
        FileIds.IsId(id) ? $"{_prefix}uploads/{id}/{offset?.ToString("D20", CultureInfo.InvariantCulture)}" : throw new ArgumentException("Not the id of a file.", nameof(id));

    /// <summary>The file that an object is, or is a piece of; null: none of ours.</summary>
    private string? IdOf(string key)
    {
        var parts = key[_prefix.Length..].Split('/');
        return parts switch
        {
            [var folder, var id] when FileIds.IsId(id) && FileIds.Folder(id) == folder => id,
            ["uploads", var id, _] when FileIds.IsId(id) => id,
            _ => null,
        };
    }

    private static DateTimeOffset At(DateTime? modified) => modified is { } at ? new DateTimeOffset(at.ToUniversalTime()) : DateTimeOffset.MinValue;

    private sealed record Piece(string Key, long Offset, long Length, DateTimeOffset WrittenAt);

    private readonly struct Writer(ConcurrentDictionary<string, bool> writing, string id) : IDisposable
    {
        public void Dispose() => writing.TryRemove(id, out _);
    }
}
