namespace Parley.FileStores;

/// <summary>Where the bytes of files lie, by id. Knows nothing of who may have them.</summary>
public interface IFileStore
{
    /// <summary>
    /// Appends what arrives. What was there beyond <paramref name="offset"/> was never answered for, and is dropped. If the sender breaks off, what has arrived stays.
    /// </summary>
    /// <param name="most">Bytes that may come; more is an <see cref="InvalidDataException"/>, with nothing kept of it.</param>
    /// <returns>Bytes that are kept now: power may fail after that.</returns>
    /// <exception cref="IOException">Somebody else is writing to it, or there is no room.</exception>
    Task<(long Length, Exception? BrokenOff)> AppendAsync(string id, long offset, Stream arriving, long most, CancellationToken cancellation);

    /// <summary>All of it has come: what was appended is one file from here on. Repeating is harmless.</summary>
    /// <param name="length">Its bytes.</param>
    /// <exception cref="IOException">What is there is not so long.</exception>
    Task CompleteAsync(string id, long length);

    /// <summary>Keeps something small as a whole.</summary>
    Task PutAsync(string id, ReadOnlyMemory<byte> bytes);

    /// <summary>The bytes of a whole file; the stream knows its length and can seek. Null: there is none.</summary>
    Task<Stream?> OpenReadAsync(string id);

    /// <summary>Harmless if there is none.</summary>
    Task DeleteAsync(string id);

    /// <summary>Deletes it if nothing was written to it from a time on.</summary>
    /// <returns>False: something was, or there is none.</returns>
    Task<bool> DeleteIfOlderAsync(string id, DateTimeOffset writtenBefore);

    /// <summary>
    /// All files, thumbnails, and what is still arriving, in pages of at most <see cref="StoredFile.Page"/>; folder by folder (<see cref="FileIds.Folder"/>), what is arriving last where it lies
    /// elsewhere. What comes or goes meanwhile may be among them or not. Whatever else lies there is passed over.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<StoredFile>> ListAsync(CancellationToken cancellation);
}

/// <summary>A file that lies in a store.</summary>
/// <param name="Id">Of a file or of a thumbnail.</param>
/// <param name="Bytes">That lie there.</param>
/// <param name="WrittenAt">When something was written to it last, by the clock of the store.</param>
public readonly record struct StoredFile(string Id, long Bytes, DateTimeOffset WrittenAt)
{
    /// <summary>Files of one page, at most.</summary>
    public const int Page = 500;
}
