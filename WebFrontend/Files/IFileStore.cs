namespace Parley.WebFrontend.Files;

/// <summary>Where the bytes of files lie, by id. Knows nothing of who may have them.</summary>
internal interface IFileStore
{
    /// <summary>
    /// Appends what arrives. What was there beyond <paramref name="offset"/> was never answered for, and is dropped. If the sender breaks off, what has arrived stays.
    /// </summary>
    /// <param name="most">Bytes that may come; more is an <see cref="InvalidDataException"/>, with nothing kept of it.</param>
    /// <returns>Bytes that are on disk now: power may fail after that.</returns>
    /// <exception cref="IOException">Somebody else is writing to it, or the disk is full.</exception>
    Task<(long Length, Exception? BrokenOff)> AppendAsync(string id, long offset, Stream arriving, long most, CancellationToken cancellation);

    /// <summary>Keeps something small as a whole.</summary>
    Task PutAsync(string id, ReadOnlyMemory<byte> bytes);

    /// <summary>Null: there is none.</summary>
    Stream? OpenRead(string id);

    /// <summary>Harmless if there is none.</summary>
    void Delete(string id);
}
