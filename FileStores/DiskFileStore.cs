using System.Buffers;

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
