using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Parley.FileStores;

/// <summary>Files in a folder. Names are ids of ours alone, whose form is checked here once more: nothing that a user typed becomes part of a path.</summary>
public sealed class DiskFileStore(string root) : IFileStore
{
    private const int BufferSize = 80 * 1024;

    public async Task<(long Length, Exception? BrokenOff)> AppendAsync(string id, long offset, Stream arriving, long most, CancellationToken cancellation)
    {
        await using var file = Open(id, FileMode.OpenOrCreate);
        if (file.Length < offset)
        {
            throw new IOException($"File {id} is shorter than what was answered for.");
        }

        file.SetLength(offset);
        file.Position = offset;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        Exception? brokenOff = null;
        try
        {
            for (var left = most; ;)
            {
                int read;
                try
                {
                    read = await arriving.ReadAsync(buffer, cancellation);
                }
                catch (Exception e) when (e is IOException or OperationCanceledException)
                {
                    brokenOff = e;
                    break;
                }

                if (read == 0)
                {
                    break;
                }

                left -= read;
                if (left < 0)
                {
                    file.SetLength(offset);
                    throw new InvalidDataException($"More than {most} bytes arrived.");
                }

                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }
        }
        catch (IOException e) when (FullDisk.IsMeantBy(e))
        {
            file.SetLength(offset); // others may use what is left
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await file.FlushAsync(CancellationToken.None);
        file.Flush(flushToDisk: true);
        return (file.Position, brokenOff);
    }

    public async Task PutAsync(string id, ReadOnlyMemory<byte> bytes)
    {
        await using var file = Open(id, FileMode.Create);
        await file.WriteAsync(bytes);
        await file.FlushAsync();
        file.Flush(flushToDisk: true);
    }

    /// <summary>Nothing to do: it is one file from the beginning.</summary>
    public Task CompleteAsync(string id, long length) => Task.CompletedTask;

    public Task<Stream?> OpenReadAsync(string id)
    {
        try
        {
            return Task.FromResult<Stream?>(
                new FileStream(PathOf(id), new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous }));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(string id)
    {
        try
        {
            File.Delete(PathOf(id));
        }
        catch (DirectoryNotFoundException)
        {
        }

        return Task.CompletedTask;
    }

    public async Task<bool> DeleteIfOlderAsync(string id, DateTimeOffset writtenBefore)
    {
        var file = new FileInfo(PathOf(id));
        if (!file.Exists || file.LastWriteTimeUtc >= writtenBefore.UtcDateTime)
        {
            return false;
        }

        await DeleteAsync(id);
        return true;
    }

    public async IAsyncEnumerable<IReadOnlyList<StoredFile>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield(); // reading folders is not asynchronous: not on the caller's time
        var page = new List<StoredFile>(StoredFile.Page);
        foreach (var name in Enumerable.Range(0, 256).Select(number => number.ToString("x2", CultureInfo.InvariantCulture)))
        {
            var folder = new DirectoryInfo(Path.Combine(root, name));
            foreach (var file in folder.Exists ? folder.EnumerateFiles() : [])
            {
                if (FileIds.IsId(file.Name) && FileIds.Folder(file.Name) == name && file.Exists) // it may have gone since
                {
                    page.Add(new StoredFile(file.Name, file.Length, file.LastWriteTimeUtc));
                }

                if (page.Count == StoredFile.Page)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return page;
                    page = new List<StoredFile>(StoredFile.Page);
                }
            }
        }

        if (page.Count > 0)
        {
            yield return page;
        }
    }

    private FileStream Open(string id, FileMode mode)
    {
        var path = PathOf(id);
        var (folder, options) = (Path.GetDirectoryName(path)!, new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.Asynchronous });
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private string PathOf(string id) => FileIds.IsId(id)
        ? Path.Combine(root, FileIds.Folder(id), id)
        : throw new ArgumentException("Not the id of a file.", nameof(id));
}
