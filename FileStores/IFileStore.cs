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
}
