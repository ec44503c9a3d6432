namespace Parley.Grains.Storage;

/// <summary>
/// The folder that holds everything the embedded mode keeps. Whoever has it open is alone with it: a second server, or
/// an admin command beside a running one, is told so instead of sharing the files.
/// </summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>Folder within it that is there while a backup is being put in its place.</summary>
    public const string Restoring = "restoring";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Full path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Creates the folder if it is missing and takes it; held until disposed, or the process dies.</summary>
    /// <exception cref="DataFolderInUseException">Another process has it.</exception>
    /// <exception cref="StartupException">It cannot be created or written, or a restore of it was broken off.</exception>
    public static DataFolder Open(string path)
    {
        var folder = OpenToRestore(path);
        if (!Directory.Exists(folder.File(Restoring)))
        {
            return folder;
        }

        folder.Dispose();
        throw new StartupException($"A backup was being restored into the data folder {folder.Path}, and that was broken off. Run the restore again: admin restore FILE.");
    }

    /// <summary>The same, whatever a restore has left there.</summary>
    /// <exception cref="DataFolderInUseException">Another process has it.</exception>
    /// <exception cref="StartupException">It cannot be created or written.</exception>
    public static DataFolder OpenToRestore(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(full, e);
        }

        // Root may write where the mode says no, so the mode is asked as well as tried.
        if (!OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(full) & UnixFileMode.UserWrite) == 0)
        {
            throw CannotWrite(full, null);
        }

        return new DataFolder(full, TakeLock(full));
    }

    private static FileStream TakeLock(string folder)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            return new FileStream(System.IO.Path.Combine(folder, "parley.lock"), options);
        }
        catch (UnauthorizedAccessException e)
        {
            throw CannotWrite(folder, e);
        }
        catch (IOException e) when (System.IO.File.Exists(System.IO.Path.Combine(folder, "parley.lock")))
        {
            throw new DataFolderInUseException(folder, e);
        }
        catch (IOException e)
        {
            throw CannotWrite(folder, e);
        }
    }

    private static StartupException CannotWrite(string folder, Exception? inner) => new(
        $"The data folder {folder} cannot be written. Give this user write access to it, or set Parley__DataPath to another folder.", inner);

    public void Dispose() => _lock.Dispose();
}

/// <summary>Another process has the data folder open.</summary>
public sealed class DataFolderInUseException(string folder, Exception inner) : Exception(
    $"Another Parley server is using the data folder {folder}. Stop it first, or set Parley__DataPath to another folder.", inner)
{
    /// <summary>Full path.</summary>
    public string Folder { get; } = folder;
}
