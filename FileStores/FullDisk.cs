namespace Parley.FileStores;

/// <summary>What the system says when a write found no room.</summary>
public static class FullDisk
{
    private const int ErrorDiskFull = 0x70; // Windows
    private const int ErrorHandleDiskFull = 0x27;
    private const int NoSpace = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    /// <summary>True: neither the request nor the file is at fault; later there may be room.</summary>
    public static bool IsMeantBy(IOException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return (exception.HResult & 0xFFFF) is ErrorDiskFull or ErrorHandleDiskFull or NoSpace or QuotaExceeded;
    }
}
